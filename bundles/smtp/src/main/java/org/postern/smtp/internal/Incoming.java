package org.postern.smtp.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.postern.net.Input;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message on its way in, by DATA or by chunks. Whatever is wrong with it is found out here and
 * told once all of it was read, so that the session stays in step. For one thread.
 */
final class Incoming implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  private final Spool spool;
  private final long most;
  private final LineChecker lines = new LineChecker();
  private boolean bare;
  private long octets;
  private boolean failed;

  Incoming(Spool spool, long most) {
    this.spool = spool;
    this.most = most;
  }

  /**
   * Reads the mail data behind DATA up to its end.
   *
   * @return false when the client sends on and on, so that the connection has to go
   */
  boolean readData(Input in) throws IOException {
    DataScanner scanner = new DataScanner(this::keep);
    while (!scanner.ended()) {
      ByteBuffer buffer = in.peek();
      if (!buffer.hasRemaining()) {
        throw new java.io.EOFException("closed within the mail data");
      }
      int from = buffer.arrayOffset() + buffer.position();
      int end = scanner.scan(buffer.array(), from, from + buffer.remaining());
      in.consume(end - from);
      bare = scanner.bareCr() || scanner.bareLf();
      if (endless()) {
        return false;
      }
    }
    complete();
    return true;
  }

  /**
   * Reads one chunk (RFC 3030 2).
   *
   * @param checkLines whether bare CR and LF are wrong: unless BODY=BINARYMIME
   */
  void readChunk(Input in, long length, boolean checkLines) throws IOException {
    long left = length;
    while (left > 0) {
      ByteBuffer buffer = in.peek();
      if (!buffer.hasRemaining()) {
        throw new java.io.EOFException("closed within a chunk");
      }
      int from = buffer.arrayOffset() + buffer.position();
      int piece = (int) Math.min(left, buffer.remaining());
      if (checkLines) {
        lines.scan(buffer.array(), from, from + piece);
      }
      keep(buffer.array(), from, piece);
      in.consume(piece);
      left -= piece;
    }
  }

  /** The last chunk was read. */
  void complete() {
    bare |= lines.bare();
    if (failed || tooLarge() || bare) {
      return;
    }
    try {
      spool.complete();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void keep(byte[] from, int at, int length) {
    octets += length;
    if (failed || tooLarge()) {
      return;
    }
    try {
      spool.append(from, at, length);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    failed = true;
    LOG.error("A message can't be taken in: {} (is the disk full?)", e.toString());
  }

  /** Octets received, dots taken out. */
  long octets() {
    return octets;
  }

  Spool spool() {
    return spool;
  }

  boolean tooLarge() {
    return octets > most;
  }

  /** Twice the limit: nobody who heard of SIZE sends that. */
  private boolean endless() {
    return octets > 2 * most;
  }

  /**
   * Tells what is wrong with the message as it was sent.
   *
   * @throws Refusal the reply to the end of the data
   */
  void check() throws Refusal {
    if (bare) {
      throw new Refusal(
          554, "5.6.0", "The message has a bare CR or LF; every line must end in CRLF");
    }
    if (tooLarge()) {
      throw tooLarge(most);
    }
    if (failed) {
      throw new Refusal(452, "4.3.1", "Out of disk space; try again later");
    }
  }

  /** RFC 1870 6. */
  static Refusal tooLarge(long most) {
    return new Refusal(
        552, "5.3.4", "The message is larger than the " + most + " octets that are taken here");
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
