package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Keeps bodies readable though they are expunged or moved. For one thread. */
public interface Lease extends AutoCloseable {

  /**
   * A body: {@code length} octets at {@code position} of {@code file}, which is this lease's own
   * and closes with it.
   */
  record Body(
      FileChannel file, long position, long length, long headerLength, boolean transparent) {}

  /**
   * Where the body of a message is.
   *
   * @throws EngineException.NoSuchMessage when it was gone before the lease began
   */
  Body body(long id) throws IOException;

  /** Reads the body and compares its checksum. */
  void verify(long id) throws IOException;

  @Override
  void close();
}
