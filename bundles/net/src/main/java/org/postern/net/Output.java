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
}
