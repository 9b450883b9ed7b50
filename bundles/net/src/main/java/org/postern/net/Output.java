package org.postern.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import org.osgi.annotation.versioning.ProviderType;

/** The bytes to the client, buffered until {@link #flush}. For one thread. */
@ProviderType
public abstract class Output extends OutputStream {

  /** Writes the text as UTF-8 and CRLF, without flushing. The text must not hold CR or LF. */
  public abstract void line(String text) throws IOException;

  /**
   * Sends part of a file: on a plain connection by the kernel (sendfile), under TLS through the
   * buffer. Flushes first.
   */
  public abstract void transfer(FileChannel file, long position, long length) throws IOException;

  /**
   * Sends octets at once, from another thread than the one that serves the connection, while that
   * one waits in {@link Input#readLine} with nothing written since its last flush: what the client
   * did not ask for (RFC 9051 6.3.13, IDLE). One thread at a time.
   */
  public abstract void push(byte[] from, int offset, int length) throws IOException;
}
