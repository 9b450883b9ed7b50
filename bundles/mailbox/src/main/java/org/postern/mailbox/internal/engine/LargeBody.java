package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A body too large for the group's buffer: its caller has written it to a file of its own and
 * flushed it; committing puts the record's head behind it and renames the file.
 */
record LargeBody(Path file, FileChannel channel, long length) {

  /** Removes it when it wasn't committed; the rename took it away when it was. */
  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
