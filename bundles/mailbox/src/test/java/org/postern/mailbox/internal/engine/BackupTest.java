package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/** Backup of a running store, and reclaiming of room. */
class BackupTest {
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};
  private static final Engine.Options SMALL = new Engine.Options(20_000, 50_000, 0, 4, 0);

  @TempDir Path temp;

  @Test
  void aBackupOfARunningStoreOpensAndIsWhole() throws Exception {
    try (Engine engine = Engine.open(temp.resolve("mail"), SMALL)) {
      long inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      engine.mailboxes().subscribe("ann", "INBOX");
      List<Row> before = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        before.addAll(engine.messages().append(Mail.append(Mail.text("m" + i, 2_000), inbox)));
      }
      before.addAll(engine.messages().append(Mail.append(Mail.text("large", 90_000), inbox)));
      AtomicBoolean stop = new AtomicBoolean();
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; !stop.get(); i++) {
                        Row row =
                            engine
                                .messages()
                                .append(Mail.append(Mail.text("w" + i, 2_000), inbox))
                                .getFirst();
                        if (i % 2 == 0) {
                          engine.messages().expunge(inbox, List.of(row.uid()));
                          engine.reclaim();
                        }
                      }
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      AtomicLong seen = new AtomicLong();
      Path copy = temp.resolve("it's a copy");
      engine.backup(copy, (done, total) -> seen.set(done));
      stop.set(true);
      writer.join();
      assertTrue(seen.get() > 0);
      assertEquals(List.of(), Engine.check(copy, QUIET).findings());
      try (Engine restored = Engine.open(copy)) {
        List<Row> rows = restored.messages().find(inbox, Range.ALL, 0);
        assertEquals(before, rows.subList(0, before.size()));
        for (Row row : rows) {
          Mail.read(restored, row.id());
        }
        assertEquals(List.of("INBOX"), restored.mailboxes().subscriptions("ann"));
        long id = restored.messages().append(Mail.append("new", inbox)).getFirst().id();
        assertTrue(id > rows.getLast().id());
        assertEquals("new", Mail.read(restored, id));
      }
      assertEquals(List.of(), engine.check(QUIET).findings());
      assertThrows(EngineException.class, () -> engine.backup(copy, QUIET));
    }
  }

  @Test
  void aRestoredBackupGivesOutNoIdThatWasSeenSince() throws Exception {
    Path copy = temp.resolve("copy");
    long inbox;
    try (Engine engine = Engine.open(temp.resolve("mail"), SMALL)) {
      inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      engine.messages().append(Mail.append("before", inbox));
      engine.backup(copy, QUIET);
    }
    // As much later as a restart takes at least: ids go with the clock.
    long later = System.currentTimeMillis() + 200;
    while (System.currentTimeMillis() < later) {
      Thread.onSpinWait();
    }
    long seen;
    try (Engine engine = Engine.open(temp.resolve("mail"), SMALL)) {
      seen = engine.messages().append(Mail.append("since", inbox)).getFirst().id();
    }
    try (Engine restored = Engine.open(copy)) {
      long next = restored.messages().append(Mail.append("after", inbox)).getFirst().id();
      assertTrue(next > seen, "a POP3 client would take " + next + " for a message it has");
    }
  }

  @Test
  void aBrokenOffBackupDoesNotOpen() throws IOException {
    try (Engine engine = Engine.open(temp.resolve("mail"), SMALL)) {
      long inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      engine.messages().append(Mail.append("x", inbox));
      Path copy = temp.resolve("copy");
      assertThrows(
          IllegalStateException.class,
          () ->
              engine.backup(
                  copy,
                  (done, total) -> {
                    if (done > 0) {
                      throw new IllegalStateException("cancelled");
                    }
                  }));
      assertThrows(EngineException.Corrupt.class, () -> Engine.open(copy));
    }
  }

  @Test
  void sparseSegmentsAreReclaimedUnderOpenReaders() throws IOException {
    Path folder = temp.resolve("mail");
    List<Row> kept = new ArrayList<>();
    long inbox;
    try (Engine engine = Engine.open(folder, SMALL)) {
      inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      List<Long> gone = new ArrayList<>();
      List<Row> expunged = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Row row =
            engine.messages().append(Mail.append(Mail.text("m" + i, 2_000), inbox)).getFirst();
        if (i % 3 == 0) {
          kept.add(row);
        } else {
          gone.add(row.uid());
          expunged.add(row);
        }
      }
      engine
          .attachments()
          .store(
              kept.getFirst().id(),
              List.of(new Attachments.Upload("att", "a/b", Mail.content(new byte[100]))));
      engine.messages().append(Mail.append(Mail.text("large", 60_000), inbox));
      gone.add(61L);
      StoreAdmin.Figures before = engine.figures();
      try (Lease lease = engine.lease()) {
        lease.verified(expunged.getFirst().id());
        engine.messages().expunge(inbox, gone);
        int files = SegmentFiles.list(folder.resolve(Store.SEGMENTS)).size();
        engine.reclaim();
        assertTrue(SegmentFiles.list(folder.resolve(Store.SEGMENTS)).size() >= files);
        for (Row row : expunged) {
          lease.verified(row.id());
        }
        for (Row row : kept) {
          lease.verified(row.id());
        }
      }
      StoreAdmin.Figures after = engine.figures();
      assertTrue(after.segments() < before.segments(), before + " " + after);
      assertEquals(after.segments(), SegmentFiles.list(folder.resolve(Store.SEGMENTS)).size());
      assertEquals(kept, engine.messages().find(inbox, Range.ALL, 0));
      assertEquals(List.of(), engine.check(QUIET).findings());
      assertThrows(
          EngineException.NoSuchMessage.class,
          () -> engine.messages().open(expunged.getFirst().id()));
    }
    try (Engine engine = Engine.open(folder, SMALL)) {
      for (Row row : kept) {
        assertEquals(2_000, Mail.read(engine, row.id()).length(), 70);
      }
      assertEquals(100, engine.attachments().open("att").readAllBytes().length);
    }
    Files.delete(folder.resolve(Store.INDEX));
    Engine.rebuild(folder);
    try (Engine engine = Engine.open(folder, SMALL)) {
      List<Row> rebuilt = engine.messages().find(inbox, Range.ALL, 0);
      assertTrue(rebuilt.containsAll(kept), rebuilt::toString);
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
  }

  @Test
  void aReaderThatIsInterruptedDisturbsNobody() throws Exception {
    try (Engine engine = Engine.open(temp.resolve("mail"), SMALL)) {
      long inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      long id = engine.messages().append(Mail.append("hello", inbox)).getFirst().id();
      AtomicBoolean failed = new AtomicBoolean();
      Thread interrupted =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Thread.currentThread().interrupt();
                    try {
                      engine.messages().open(id);
                    } catch (IOException e) {
                      failed.set(true);
                    }
                  });
      interrupted.join();
      assertTrue(failed.get());
      assertEquals("hello", Mail.read(engine, id));
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Thread.currentThread().interrupt();
                    try {
                      engine.messages().append(Mail.append("written", inbox));
                    } catch (IOException e) {
                      failed.set(false);
                    }
                  });
      writer.join();
      assertTrue(failed.get());
      assertEquals(2, engine.mailboxes().counters(inbox).messages());
      assertFalse(Thread.currentThread().isInterrupted());
    }
  }
}
