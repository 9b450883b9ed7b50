package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.StoreAdmin;

/** {@link Engine}: opens the parts in the order in which they need one another, and closes them. */
final class Store implements Engine {
  static final String INDEX = "index.db";
  static final String SEGMENTS = "segments";
  private static final String LOCK = "lock";

  private final FileChannel lock;
  private final Tx tx;
  private final SegmentFiles files;
  private final SegmentWriter writer;
  private final Readers readers;
  private final Committer committer;
  private final Checkpoints checkpoints;
  private final Reclaimer reclaimer;
  private final Leases leases;
  private final Path folder;
  private final Bodies bodies;
  private final Mailboxes mailboxes;
  private final Messages messages;
  private final Attachments attachments;
  private final Quotas quotas;
  private final Indexer indexer;
  private final Search search;
  private final Journals journals;
  private final Selections selections;

  static Store open(Path folder, Options options) throws IOException {
    Files.createDirectories(folder);
    return open(folder, options, Disk.of(folder));
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
    this.folder = folder;
    Path segments = folder.resolve(SEGMENTS);
    Path index = folder.resolve(INDEX);
    requireIndex(index, segments);
    files = new SegmentFiles(segments, disk);
    writer = new SegmentWriter(files, options.segmentBytes());
    Db writerDb = Schema.openWriter(index);
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
    Indexed indexed = new Indexed();
    leases = new Leases(files, indexed::departing);
    readers = new Readers(folder, index, options.readers());
    journals = new Journals();
    tx = new Tx(index, writerDb, files, writer, keywords, options, journals, indexed);
    checkpoints = new Checkpoints(index);
    bodies = new Bodies(readers, files, leases);
    SearchFile searchFile = new SearchFile(folder);
    indexer = new Indexer(readers, bodies, indexed, searchFile, disk, options.reserveBytes());
    committer = new Committer(folder, tx, leases, this::committed);
    Threads threads = new Threads();
    Incoming incoming = new Incoming(options.largeBytes(), files);
    Ids ids = new Ids(committer);
    Appender appender = new Appender(committer, ids, threads, incoming, keywords);
    messages = new StoreMessages(committer, readers, ids, appender, bodies, threads, keywords);
    mailboxes = new StoreMailboxes(committer, readers, keywords);
    selections = new StoreSelections(committer, readers, keywords, journals);
    attachments = new StoreAttachments(committer, readers, bodies, leases, incoming);
    quotas = new StoreQuotas(committer, readers);
    search = new StoreSearch(readers, bodies, indexed, searchFile, indexer);
    reclaimer =
        new Reclaimer(committer, readers, files, leases, keywords, options.reclaimSeconds());
    committer.start();
    checkpoints.start(committer);
    reclaimer.start();
    journals.start();
    indexer.start();
  }

  private void committed(int changes) {
    checkpoints.committed(changes);
    indexer.committed(changes);
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
  public Selections selections() {
    return selections;
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
  public Search search() {
    return search;
  }

  @Override
  public Lease lease() {
    return bodies.lease();
  }

  @Override
  public StoreAdmin.Report check(StoreAdmin.Progress progress) throws IOException {
    long lease = leases.begin();
    try (Db db = readers.open()) {
      db.execute("begin");
      return new Checker(db, files.folder(), true, progress).run();
    } catch (SQLException e) {
      throw Failures.of(folder, e);
    } finally {
      leases.end(lease);
    }
  }

  static StoreAdmin.Report checkOffline(Path folder, StoreAdmin.Progress progress)
      throws IOException {
    Path home = folder.toAbsolutePath().normalize();
    Path segments = home.resolve(SEGMENTS);
    if (!Files.isDirectory(segments)) {
      throw new EngineException("There is no store of mail in " + home + ".");
    }
    try (FileChannel _ = lock(home)) {
      requireIndex(home.resolve(INDEX), segments);
      try (Db db = Db.open(home.resolve(INDEX), "query_only=1")) {
        db.execute("begin");
        return new Checker(db, segments, false, progress).run();
      }
    } catch (SQLException e) {
      return new StoreAdmin.Report(0, 0, List.of(Failures.of(home, e).getMessage()));
    } catch (EngineException.Corrupt e) {
      return new StoreAdmin.Report(0, 0, List.of(e.getMessage()));
    }
  }

  static List<String> rebuild(Path folder) throws IOException {
    Path home = folder.toAbsolutePath().normalize();
    Path index = home.resolve(INDEX);
    try (FileChannel _ = lock(home);
        SegmentFiles files = new SegmentFiles(home.resolve(SEGMENTS), Disk.of(home))) {
      String old = ".old-" + System.currentTimeMillis();
      for (String part : List.of("", "-wal", "-shm")) {
        Path file = home.resolve(INDEX + part);
        if (Files.exists(file)) {
          Files.move(file, home.resolve(INDEX + old + part));
        }
      }
      try (Db db = Schema.openWriter(index)) {
        Schema.migrate(db);
        List<String> losses = new Recovery(db, files).rebuild();
        // Nobody knows which uids were given to messages that are gone with their segments.
        StoreMailboxes.renewUidValidities(db);
        Disk.syncFolder(home);
        return losses;
      } catch (SQLException e) {
        throw Failures.of(home, e);
      }
    }
  }

  static void renewUidValidities(Path folder) throws IOException {
    Path home = folder.toAbsolutePath().normalize();
    try (FileChannel _ = lock(home)) {
      requireIndex(home.resolve(INDEX), home.resolve(SEGMENTS));
      try (Db db = Schema.openWriter(home.resolve(INDEX))) {
        Schema.migrate(db);
        StoreMailboxes.renewUidValidities(db);
      }
    } catch (SQLException e) {
      throw Failures.of(home, e);
    }
  }

  @Override
  public void backup(Path target, StoreAdmin.Progress progress) throws IOException {
    long lease = leases.begin();
    try {
      new Backup(folder, files, progress).into(target.toAbsolutePath().normalize());
    } finally {
      leases.end(lease);
    }
  }

  @Override
  public Optional<String> trouble() {
    return committer.trouble();
  }

  @Override
  public void reclaim() throws IOException {
    reclaimer.run();
  }

  @Override
  public StoreAdmin.Figures figures() throws IOException {
    long free = files.disk().usable();
    return readers.read(
        db ->
            db.first(
                    "select count(*),coalesce(sum(messages),0),coalesce(sum(bytes),0),"
                        + "(select count(*) from seg),"
                        + "(select coalesce(sum(size-live),0) from seg) from box",
                    r ->
                        new StoreAdmin.Figures(
                            r.getLong(1),
                            r.getLong(2),
                            r.getLong(3),
                            r.getLong(4),
                            r.getLong(5),
                            free))
                .orElseThrow());
  }

  @Override
  public void close() throws IOException {
    indexer.close();
    reclaimer.close();
    checkpoints.close();
    committer.close();
    journals.close();
    try (lock;
        files;
        writer) {
      readers.close();
      tx.close();
    } catch (SQLException e) {
      throw new IOException("The index could not be closed: " + e.getMessage(), e);
    }
  }
}
