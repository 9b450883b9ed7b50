package org.postern.imap.internal;

import java.io.IOException;
import org.postern.net.Connection;
import org.postern.net.Input;
import org.postern.net.Output;

/** The bytes of a session both ways, compressed or not. For the session's thread. */
final class Channel implements AutoCloseable {
  private final Connection connection;
  private Input in;
  private Output out;
  private Compression compression;

  Channel(Connection connection) {
    this.connection = connection;
    this.in = connection.in();
    this.out = connection.out();
  }

  Input in() {
    return in;
  }

  Output out() {
    return out;
  }

  boolean compressed() {
    return compression != null;
  }

  /** From here on both directions are compressed (RFC 4978 3); all was flushed before. */
  void compress() {
    compression = new Compression(connection);
    in = compression.in();
    out = compression.out();
  }

  /**
   * Compression ends (RFC 8437 4.1); all was flushed before. What the client has sent behind the
   * command in hand is not compressed any more.
   *
   * @throws IOException when it is
   */
  void decompress() throws IOException {
    compression.finish();
    close();
    in = connection.in();
    out = connection.out();
  }

  /** Gives back what compression holds; the session is over. */
  @Override
  public void close() {
    if (compression != null) {
      compression.close();
      compression = null;
    }
  }
}
