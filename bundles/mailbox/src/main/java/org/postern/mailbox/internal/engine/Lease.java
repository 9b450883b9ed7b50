package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Keeps bodies readable though they are expunged or moved. For one thread. */
public interface Lease extends AutoCloseable {

  /**
   * A body: {@code length} octets at {@code position} of {@code file}, which is this lease's own
   * and closes with it.
   *
   * @param octets all of them, when they had to be read and are few; not to be written to. They are
   *     what to read then: {@code file} is shared, and others may close it
   */
  record Body(
      FileChannel file,
      long position,
      long length,
      long headerLength,
      boolean transparent,
      Optional<byte[]> octets) {}

  /** Where a body is, as {@link Selections#page} found it; stays right under a lease. */
  sealed interface Place permits Tx.Body {

    /** Octets of the body. */
    long length();
  }

  /**
   * A body that was found after the lease began.
   *
   * @param place of {@link Selections.Item}
   */
  Body body(Place place) throws IOException;

  /**
   * The same after reading it and comparing its checksum.
   *
   * @throws EngineException.Corrupt when the checksum is another
   */
  Body verified(Place place) throws IOException;

  /**
   * The body of a message, after reading it and comparing its checksum.
   *
   * @throws EngineException.NoSuchMessage when it was gone before the lease began
   * @throws EngineException.Corrupt when the checksum is another
   */
  Body verified(long id) throws IOException;

  @Override
  void close();
}
