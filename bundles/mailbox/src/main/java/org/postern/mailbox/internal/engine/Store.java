package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/** {@link Engine}: opens the parts in the order in which they need one another, and closes them. */
final class Store implements Engine {
  static final String INDEX = "index.db";
  static final String SEGMENTS = "segments";
  private static final String LOCK = "lock";

  private final FileChannel lock;
  private final Db writerDb;
  private final SegmentFiles files;
  private final SegmentWriter writer;
  private final Readers readers;
  private final Committer committer;
  private final Checkpoints checkpoints;
  private final Bodies bodies;
  private final Mailboxes mailboxes;
  private final Messages messages;
  private final Attachments attachments;
  private final Quotas quotas;

  static Store open(Path folder, Options options) throws IOException {
    return open(folder, options, Disk.REAL);
  }

  static Store open(Path folder, Options options, Disk disk) throws IOException {
    Path home = folder.toAbsolutePath().normalize();
    Files.createDirectories(home.resolve(SEGMENTS));
    FileChannel lock = lock(home);
    try {
      return new Store(home, options, disk, lock);
    } catch (SQLException e) {
      lock.close();
      throw Failures.of(home, e);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Two processes that write one store would destroy it. */
  static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw inUse(folder);
    } finally {
      if (held == null) {
        channel.close();
      }
    }
    if (held == null) {
      throw inUse(folder);
    }
    return channel;
  }

  private static EngineException inUse(Path folder) {
    return new EngineException.InUse(
        "The store in " + folder + " is open already; stop the Postern that runs on it first.");
  }

  private Store(Path folder, Options options, Disk disk, FileChannel lock)
      throws SQLException, IOException {
    this.lock = lock;
    Path segments = folder.resolve(SEGMENTS);
    Path index = folder.resolve(INDEX);
    requireIndex(index, segments);
    files = new SegmentFiles(segments, disk);
    writer = new SegmentWriter(files);
    writerDb = Schema.openWriter(index);
    try {
      Schema.migrate(writerDb);
      new Recovery(writerDb, files).run(writer);
      Disk.syncFolder(folder);
    } catch (SQLException | IOException | RuntimeException e) {
      writerDb.close();
      writer.close();
      throw e;
    }
    Keywords keywords = new Keywords();
    Leases leases = new Leases(files);
    readers = new Readers(folder, index, options.readers());
    Tx tx = new Tx(writerDb, files, writer, keywords, options);
    checkpoints = new Checkpoints(index);
    committer = new Committer(folder, tx, leases, checkpoints::committed);
    bodies = new Bodies(readers, files, leases);
    Threads threads = new Threads();
    Ids ids = new Ids(committer);
    Appender appender = new Appender(options, files, committer, ids, threads);
    messages = new StoreMessages(committer, readers, ids, appender, bodies, threads, keywords);
    mailboxes = new StoreMailboxes(committer, readers, keywords);
    attachments = new StoreAttachments(committer, readers, bodies, leases);
    quotas = new StoreQuotas(committer, readers);
    committer.start();
    checkpoints.start(committer);
  }

  private static void requireIndex(Path index, Path segments) throws IOException {
    if (!Files.exists(index) && !SegmentFiles.list(segments).isEmpty()) {
      throw new EngineException.Corrupt(
          "The index "
              + index
              + " is missing, but there is mail in "
              + segments
              + "; restore a backup, or rebuild the index from the segments.");
    }
  }

  @Override
  public Mailboxes mailboxes() {
    return mailboxes;
  }

  @Override
  public Messages messages() {
    return messages;
  }

  @Override
  public Attachments attachments() {
    return attachments;
  }

  @Override
  public Quotas quotas() {
    return quotas;
  }

  @Override
  public Lease lease() {
    return bodies.lease();
  }

  @Override
  public void close() throws IOException {
    checkpoints.close();
    committer.close();
    try (lock;
        files;
        writer) {
      readers.close();
      writerDb.close();
    } catch (SQLException e) {
      throw new IOException("The index could not be closed: " + e.getMessage(), e);
    }
  }
}
