package org.postern.license.internal.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.postern.license.gate.ClockMark;

/**
 * The small files of {@code data/license}. Each is replaced as a whole: after a crash at any moment
 * there is the old text or the new one.
 */
public final class LicenseFiles {
  private static final int LARGEST = 2 << 20;

  private final Path folder;

  /** What there is to keep. */
  public enum Name {
    LICENSE("license.txt"),
    TRUST("trust.txt"),
    REVOCATIONS("revocations.txt"),
    CLOCK(ClockMark.FILE),
    /** The last state that the postmaster was told of. */
    TOLD("told.txt"),
    /** There when a trial has been begun. */
    TRIAL("trial-used.txt"),
    INSTALL("install.id");

    private final String file;

    Name(String file) {
      this.file = file;
    }
  }

  public LicenseFiles(Path folder) {
    this.folder = folder;
  }

  /** The text, one char an octet; empty when there is none. */
  public Optional<String> read(Name name) throws IOException {
    Path file = folder.resolve(name.file);
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException(file + " is too large to be what it should be");
      }
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** On disk when this returns; when it throws, the old text is still there. */
  public void write(Name name, String text) throws IOException {
    Files.createDirectories(folder);
    Path fresh = folder.resolve(name.file + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            // A license key is a secret of the customer.
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
      channel.force(true);
    }
    Files.move(
        fresh,
        folder.resolve(name.file),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    sync();
  }

  public void delete(Name name) throws IOException {
    if (Files.deleteIfExists(folder.resolve(name.file))) {
      sync();
    }
  }

  /** The rename itself is on disk only when the folder is. */
  private void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
