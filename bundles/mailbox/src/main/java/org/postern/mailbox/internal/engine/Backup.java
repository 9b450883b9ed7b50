package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import org.postern.mailbox.StoreAdmin;

/**
 * Copies a running store: first the index at one moment, then the segments as long as they were at
 * that moment. The caller holds a lease, so no segment of that moment goes away.
 */
final class Backup {
  private static final long CHUNK = 8 << 20;

  private final Path home;
  private final SegmentFiles files;
  private final StoreAdmin.Progress progress;

  Backup(Path home, SegmentFiles files, StoreAdmin.Progress progress) {
    this.home = home;
    this.files = files;
    this.progress = progress;
  }

  private record Segment(int id, long size) {}

  void into(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      if (inside.iterator().hasNext()) {
        throw new EngineException(
            folder + " is not empty; name a new or empty folder for the backup.");
      }
    }
    try {
      copy(folder);
    } catch (SQLException | IOException e) {
      throw Failures.full(folder, e) ? Failures.of(folder, e) : Failures.of(home, e);
    }
  }

  private void copy(Path folder) throws SQLException, IOException {
    Path segments = Files.createDirectory(folder.resolve(Store.SEGMENTS));
    // The index gets its name last: a backup that was broken off doesn't open as a store.
    Path index = folder.resolve("index.partial");
    try (Db source = Db.open(home.resolve(Store.INDEX))) {
      source.execute("vacuum into '" + index.toString().replace("'", "''") + "'");
    }
    List<Segment> listed;
    try (Db copy = Db.open(index)) {
      listed =
          copy.list(
              "select id,size from seg order by id", r -> new Segment(r.getInt(1), r.getLong(2)));
    }
    long total = listed.stream().mapToLong(Segment::size).sum();
    long done = 0;
    progress.at(0, total);
    for (Segment segment : listed) {
      copy(segment, segments, done, total);
      done += segment.size;
    }
    try (FileChannel channel = FileChannel.open(index, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(index, folder.resolve(Store.INDEX), StandardCopyOption.ATOMIC_MOVE);
    Disk.syncFolder(segments);
    Disk.syncFolder(folder);
    progress.at(total, total);
  }

  private void copy(Segment segment, Path into, long done, long total) throws IOException {
    Path target = into.resolve(SegmentFiles.name(segment.id));
    try (FileChannel in = FileChannel.open(files.file(segment.id), StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < segment.size; ) {
        long n = in.transferTo(at, Math.min(CHUNK, segment.size - at), out);
        if (n <= 0) {
          throw new EngineException.Corrupt(
              "Segment "
                  + files.file(segment.id)
                  + " ends at "
                  + at
                  + " of "
                  + segment.size
                  + " octets: the backup would not be whole. Run `postern check`.");
        }
        at += n;
        progress.at(done + at, total);
      }
      out.force(true);
    } catch (NoSuchFileException e) {
      EngineException missing =
          new EngineException.Corrupt(
              "Segment "
                  + files.file(segment.id)
                  + " is missing: the backup would not be whole. Run `postern check`.");
      missing.initCause(e);
      throw missing;
    }
  }
}
