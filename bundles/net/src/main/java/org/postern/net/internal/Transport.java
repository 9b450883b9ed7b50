package org.postern.net.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What carries a connection's octets: the TCP connection itself, or TLS over it. */
sealed interface Transport permits Wire, TlsTransport {

  /**
   * Reads at least one octet, waiting for it.
   *
   * @param since {@link System#nanoTime} from which the wait counts against the idle timeout
   * @param command whether this waits for a command, so that it ends when the session is to end
   * @return how many, or -1 at the end
   */
  int read(ByteBuffer into, long since, boolean command) throws IOException;

  /**
   * Reads what is there, waiting a millisecond at most.
   *
   * @return how many octets, 0 when there are none yet or none for {@code into}, or -1 at the end
   */
  int poll(ByteBuffer into) throws IOException;

  /** Writes everything, waiting as long as the client takes some of it. */
  void write(ByteBuffer from) throws IOException;

  /** Sends part of a file. */
  void transfer(FileChannel file, long position, long length) throws IOException;
}
