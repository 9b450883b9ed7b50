package org.postern.net.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * TLS over a {@link Wire}, by an {@link SSLEngine} rather than an SSLSocket: its buffers are ours,
 * so that an idle connection holds {@link #SMALL} octets instead of several records, and timeouts
 * and the orderly end stay those of the wire.
 *
 * <p>One thread may write while another reads: what reading has to answer (key updates) goes
 * through the same lock as writes.
 */
final class TlsTransport implements Transport {
  private static final int SMALL = 1024;
  private static final int HEADER = 5;

  /** The record of a close_notify is shorter; that of the shortest command is not. */
  private static final int COMMAND = 32;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Wire wire;
  private final SSLEngine engine;
  private final BufferPool pool;
  private final ReentrantLock writing = new ReentrantLock();

  /** What came from the wire, between position and limit. */
  private ByteBuffer raw = ByteBuffer.allocate(SMALL).limit(0);

  /** Content that did not fit into the reader's buffer, or null. */
  private ByteBuffer plain;

  private boolean established;

  TlsTransport(Wire wire, SSLEngine engine, BufferPool pool) {
    this.wire = wire;
    this.engine = engine;
    this.pool = pool;
  }

  SSLSession session() {
    return engine.getSession();
  }

  /** Negotiates as the server. */
  void handshake() throws IOException {
    long since = System.nanoTime();
    ByteBuffer content = pool.takeRecord();
    try {
      engine.beginHandshake();
      while (!established) {
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> runTasks();
          case NEED_WRAP -> sendHandshake();
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (unwrap(content, since, false) < 0) {
              throw new EOFException("the client left during the handshake");
            }
          }
          case FINISHED, NOT_HANDSHAKING -> established = true;
        }
      }
      keep(content.flip());
      content = null;
    } catch (SSLException e) {
      sendAlert(e);
      throw e;
    } finally {
      if (content != null) {
        pool.give(content);
      }
    }
  }

  /** Keeps content that came along with the end of the handshake. */
  private void keep(ByteBuffer content) {
    if (content.hasRemaining()) {
      plain = content;
    } else {
      pool.give(content);
    }
  }

  @Override
  public int read(ByteBuffer into, long since, boolean command) throws IOException {
    int count = 0;
    while (count == 0) {
      if (plain != null) {
        count = takePlain(into);
      } else {
        count = unwrap(into, since, command);
      }
    }
    return count;
  }

  @Override
  public int poll(ByteBuffer into) throws IOException {
    if (plain != null || raw.remaining() == raw.capacity()) {
      return 0;
    }
    raw.compact();
    int count;
    try {
      count = wire.poll(raw);
    } finally {
      raw.flip();
    }
    // RFC 8446 6.1: a client that leaves in order says so first.
    return count < 0 && raw.remaining() < COMMAND ? -1 : 0;
  }

  private int takePlain(ByteBuffer into) {
    int count = Math.min(into.remaining(), plain.remaining());
    into.put(plain.slice(plain.position(), count));
    plain.position(plain.position() + count);
    if (!plain.hasRemaining()) {
      pool.give(plain);
      plain = null;
    }
    return count;
  }

  /**
   * Reads one record.
   *
   * @return how much content it had, 0 when it had none or was put into {@link #plain}, -1 at the
   *     end
   */
  private int unwrap(ByteBuffer into, long since, boolean command) throws IOException {
    if (engine.isInboundDone() || !fill(since, command)) {
      return -1;
    }
    SSLEngineResult result;
    try {
      result = engine.unwrap(raw, into);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        ByteBuffer content = pool.takeRecord();
        try {
          result = engine.unwrap(raw, content);
        } finally {
          keep(content.flip());
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
          throw new SSLException("a record is too large");
        }
        afterRecord(result);
        return 0;
      }
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        // A whole record was there, so the engine reads another length out of it than we do: that
        // of
        // SSL 2. It would ask again for ever, and never let the carrier thread go.
        throw new SSLException("not a TLS record");
      }
      afterRecord(result);
    } catch (SSLException e) {
      if (established) {
        sendAlert(e);
      }
      throw e;
    }
    return result.getStatus() == SSLEngineResult.Status.CLOSED && result.bytesProduced() == 0
        ? -1
        : result.bytesProduced();
  }

  /** Does what a record asks for once the connection is up: key updates, never renegotiation. */
  private void afterRecord(SSLEngineResult result) throws IOException {
    HandshakeStatus status = result.getHandshakeStatus();
    if (!established || status == HandshakeStatus.NOT_HANDSHAKING) {
      return;
    }
    if (!engine.getSession().getProtocol().equals("TLSv1.3") && !engine.isInboundDone()) {
      throw new SSLException("renegotiation is refused"); // a way to make a server work hard
    }
    while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
      if (status == HandshakeStatus.NEED_TASK) {
        runTasks();
      } else {
        sendHandshake();
      }
      status = engine.getHandshakeStatus();
    }
  }

  /** Makes {@link #raw} hold a whole record; false at the end. */
  private boolean fill(long since, boolean command) throws IOException {
    if (!raw.hasRemaining() && raw.capacity() != SMALL) {
      pool.give(raw);
      raw = ByteBuffer.allocate(SMALL).limit(0);
    }
    int need = recordLength();
    while (raw.remaining() < need) {
      makeRoom(need);
      int start = raw.position();
      int end = raw.limit();
      raw.position(end).limit(raw.capacity());
      int count;
      try {
        count = wire.read(raw, since, command);
      } finally {
        raw.limit(raw.position()).position(start);
      }
      if (count < 0) {
        return false;
      }
      need = recordLength();
    }
    return true;
  }

  private int recordLength() {
    if (raw.remaining() < HEADER) {
      return HEADER;
    }
    int type = raw.get(raw.position());
    int length = raw.getShort(raw.position() + 3) & 0xffff;
    // RFC 8446 5.1: alert, handshake ... are 20 to 24. Anything else, the engine refuses as it is.
    boolean record = type >= 20 && type <= 24 && HEADER + length <= BufferPool.RECORD_SIZE;
    return record ? HEADER + length : HEADER;
  }

  private void makeRoom(int need) {
    if (need > raw.capacity()) {
      ByteBuffer larger = pool.takeRecord().put(raw).flip();
      if (raw.capacity() != SMALL) {
        pool.give(raw);
      }
      raw = larger;
    } else if (need > raw.capacity() - raw.position()) {
      raw.compact().flip();
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void sendHandshake() throws IOException {
    wrap(NOTHING);
  }

  private void sendAlert(SSLException cause) {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        wrap(NOTHING);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      wrap(from);
    }
  }

  /** Sends one record. */
  private void wrap(ByteBuffer from) throws IOException {
    writing.lock();
    ByteBuffer record = pool.takeRecord();
    try {
      SSLEngineResult result = engine.wrap(from, record);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        throw new SSLException("a record is larger than TLS allows");
      }
      if (result.getStatus() == SSLEngineResult.Status.CLOSED && result.bytesProduced() == 0) {
        throw new EOFException("TLS is closed");
      }
      if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
        throw new SSLException("TLS makes no progress: " + result.getHandshakeStatus());
      }
      wire.write(record.flip());
    } finally {
      pool.give(record);
      writing.unlock();
    }
  }

  @Override
  public void transfer(FileChannel file, long position, long length) throws IOException {
    ByteBuffer chunk = pool.take();
    try {
      long from = position;
      long left = length;
      while (left > 0) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), left));
        int count = file.read(chunk, from);
        if (count <= 0) {
          throw new EOFException("the file is shorter than announced");
        }
        write(chunk.flip());
        from += count;
        left -= count;
      }
    } finally {
      pool.give(chunk);
    }
  }

  /** Tells the client that no more comes (RFC 8446 6.1) and gives the buffers back. */
  void finish() throws IOException {
    try {
      if (established) {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
          wrap(NOTHING);
        }
      }
    } finally {
      if (plain != null) {
        pool.give(plain);
        plain = null;
      }
      if (raw.capacity() != SMALL) {
        pool.give(raw);
      }
      raw = NOTHING;
    }
  }
}
