package org.postern.net.internal;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.postern.net.DrainException;

/**
 * A TCP connection with timeouts and an orderly end.
 *
 * <p>Reads and writes are plain blocking calls on a virtual thread, without a timer each: they note
 * since when they wait, and {@link #tick}, called a few times a second for every connection, ends
 * those that waited too long. A waiting read is ended by shutting down the input side, which wakes
 * the reader and leaves the output side for a farewell; a stalled write is ended by closing.
 *
 * <p>{@link #state} decides the race between a read that returns and someone who wants to end it:
 * only who moves it away from waiting has won.
 */
final class Wire implements Transport {
  /** How long data of a command in hand may fail to come once the session has to end. */
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int BUSY = 0;
  private static final int AWAITS_COMMAND = 1;
  private static final int AWAITS_DATA = 2;
  private static final int WOKEN = 3;

  private static final VarHandle STATE;
  private static final VarHandle ENDING;
  private static final VarHandle BROKEN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Wire.class, "state", int.class);
      ENDING = lookup.findVarHandle(Wire.class, "ending", Ending.class);
      BROKEN = lookup.findVarHandle(Wire.class, "broken", String.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Why and since when the session has to end, and when it is cut off at last. */
  private record Ending(String reason, long deadline) {}

  private final SocketChannel channel;
  private volatile int state = BUSY;
  private volatile Ending ending;

  /** Why this side closed the connection abruptly. */
  private volatile String broken;

  private volatile boolean timedOut;
  private volatile long timeoutNanos;
  private volatile long readingSince;

  /** Since when a write makes no progress; 0 while none is under way. */
  private volatile long writingSince;

  /** When the phase now under way (handshake, proxy header, closing) is over; 0 for none. */
  private volatile long phaseDeadline;

  private volatile long bytesIn;
  private volatile long bytesOut;

  Wire(SocketChannel channel, Duration timeout) {
    this.channel = channel;
    timeout(timeout);
  }

  void timeout(Duration timeout) {
    timeoutNanos = timeout.toNanos();
  }

  /** Bounds what comes next as a whole, however the client trickles; empty to lift the bound. */
  void phase(Duration limit) {
    phaseDeadline = limit.isZero() ? 0 : (System.nanoTime() + limit.toNanos()) | 1;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  @Override
  public int read(ByteBuffer into, long since, boolean command) throws IOException {
    int awaits = command ? AWAITS_COMMAND : AWAITS_DATA;
    readingSince = since;
    if (!STATE.compareAndSet(this, BUSY, awaits)) {
      throw woken();
    }
    // Looked at only now: an end() before the state was set could not have woken this read.
    if (command && ending != null) {
      STATE.compareAndSet(this, awaits, WOKEN);
      throw woken();
    }
    int count;
    try {
      count = channel.read(into);
    } catch (ClosedChannelException e) {
      throw closed(e);
    }
    boolean woken = !STATE.compareAndSet(this, awaits, BUSY);
    if (count > 0) {
      bytesIn += count; // written by the reading thread alone
      return count;
    }
    if (woken) {
      throw woken();
    }
    return -1;
  }

  @Override
  public int poll(ByteBuffer into) throws IOException {
    // The one way to read with a timeout; it concerns the reads of this stream alone.
    channel.socket().setSoTimeout(1);
    try {
      int count =
          channel
              .socket()
              .getInputStream()
              .read(into.array(), into.arrayOffset() + into.position(), into.remaining());
      if (count > 0) {
        into.position(into.position() + count);
        bytesIn += count; // written by the reading thread alone
      }
      return count;
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    try {
      while (from.hasRemaining()) {
        writingSince = System.nanoTime() | 1;
        bytesOut += channel.write(from); // written by the writing thread alone
      }
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      writingSince = 0;
    }
  }

  @Override
  public void transfer(FileChannel file, long position, long length) throws IOException {
    long from = position;
    long left = length;
    try {
      while (left > 0) {
        writingSince = System.nanoTime() | 1;
        long sent = file.transferTo(from, left, channel);
        if (sent <= 0) {
          // The socket's buffer is full (or the file ends): transferTo does not wait on a virtual
          // thread, a write does.
          ByteBuffer some = ByteBuffer.allocate((int) Math.min(left, BufferPool.SIZE));
          sent = file.read(some, from);
          if (sent <= 0) {
            throw new EOFException("the file is shorter than announced");
          }
          write(some.flip());
        } else {
          bytesOut += sent;
        }
        from += sent;
        left -= sent;
      }
    } catch (ClosedChannelException e) {
      throw file.isOpen() ? closed(e) : e;
    } finally {
      writingSince = 0;
    }
  }

  /**
   * Tells the session to end: a read that waits for a command is woken at once, one that waits for
   * the rest of a command when nothing comes for a second, and at the deadline all is cut off. Any
   * thread.
   */
  void end(String reason, Duration grace) {
    if (ENDING.compareAndSet(this, null, new Ending(reason, System.nanoTime() + grace.toNanos()))) {
      if (STATE.compareAndSet(this, AWAITS_COMMAND, WOKEN)) {
        shutdownInput();
      }
    }
  }

  boolean ending() {
    return ending != null;
  }

  /** Ends what waited too long. Called by the housekeeper. */
  void tick(long now) {
    long write = writingSince;
    if (write != 0 && now - write > timeoutNanos) {
      cut("the client takes no data");
      return;
    }
    long phase = phaseDeadline;
    if (phase != 0 && now - phase > 0) {
      cut("it took too long");
      return;
    }
    Ending end = ending;
    if (end != null && now - end.deadline > 0) {
      cut(end.reason);
      return;
    }
    int current = state;
    if (current == AWAITS_COMMAND || current == AWAITS_DATA) {
      long waited = now - readingSince;
      if (end != null && waited > QUIET_NANOS) {
        wake(current);
      } else if (waited > timeoutNanos) {
        timedOut = true;
        if (!wake(current)) {
          timedOut = false;
        }
      }
    }
  }

  private boolean wake(int from) {
    boolean won = STATE.compareAndSet(this, from, WOKEN);
    if (won) {
      shutdownInput();
    }
    return won;
  }

  private void shutdownInput() {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      cut("the connection is gone");
    }
  }

  private IOException woken() {
    Ending end = ending;
    return end == null || timedOut
        ? new SocketTimeoutException("the client was silent for too long")
        : new DrainException(end.reason);
  }

  private IOException closed(ClosedChannelException cause) {
    String why = broken;
    if (why == null) {
      return cause;
    }
    IOException timeout = new SocketTimeoutException(why);
    timeout.initCause(cause);
    return timeout;
  }

  /** Closes at once, from any thread. */
  void cut(String reason) {
    BROKEN.compareAndSet(this, null, reason);
    close();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to be done with it: close() gives the descriptor back even when it fails.
      BROKEN.compareAndSet(this, null, e.toString());
    }
  }

  /**
   * Closes after a farewell. Input that nobody read would make the kernel reset the connection and
   * take the farewell away from the client (RFC 1122 4.2.2.13), so it is read and thrown away for a
   * moment.
   */
  void closeGently() {
    try {
      if (state != WOKEN && channel.socket().getInputStream().available() > 0) {
        channel.shutdownOutput();
        phase(Duration.ofSeconds(1));
        ByteBuffer scratch = ByteBuffer.allocate(4096);
        long most = 1 << 20;
        int count = 0;
        while (count >= 0 && most > 0) {
          most -= count;
          count = channel.read(scratch.clear());
        }
      }
    } catch (IOException e) {
      BROKEN.compareAndSet(this, null, e.toString());
    }
    close();
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
