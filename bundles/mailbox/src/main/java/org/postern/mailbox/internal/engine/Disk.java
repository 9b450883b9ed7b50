package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How the engine reaches the disk; a test may put a failing one in its place. */
interface Disk {

  /** The disk that holds {@code folder}. */
  static Disk of(Path folder) throws IOException {
    // Looking the store up reads the table of mounts: once, not for each group.
    FileStore store = Files.getFileStore(folder);
    return new Disk() {
      @Override
      public FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, options);
      }

      @Override
      public long usable() throws IOException {
        return store.getUsableSpace();
      }
    };
  }

  FileChannel open(Path file, OpenOption... options) throws IOException;

  /** Octets that may still be written. */
  long usable() throws IOException;

  /** Makes the names in a folder durable. */
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
