package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/** A full and a failing disk. */
class FullDiskTest {
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};
  private static final Engine.Options NO_RESERVE = new Engine.Options(40_000, 20_000, 0, 4, 0);

  @TempDir Path folder;

  private static long inbox(Engine engine) throws IOException {
    return engine.mailboxes().create("#private", "ann", "INBOX").id();
  }

  @Test
  void aFullDiskRefusesCleanlyAtEveryOctet() throws IOException {
    LimitedDisk disk = new LimitedDisk(1 << 20);
    List<Row> kept = new ArrayList<>();
    long inbox;
    try (Engine engine = Store.open(folder, NO_RESERVE, disk)) {
      inbox = inbox(engine);
      kept.addAll(engine.messages().append(Mail.append(Mail.text("first", 300), inbox)));
      for (int room = 0; room < 500; room += 3) {
        disk.room.set(room);
        assertThrows(
            EngineException.NoSpace.class,
            () -> engine.messages().append(Mail.append(Mail.text("too much", 600), inbox)));
        assertEquals(kept, engine.messages().find(inbox, Range.ALL, 0));
      }
      disk.room.set(100);
      assertThrows(
          EngineException.NoSpace.class,
          () -> engine.messages().append(Mail.append(Mail.text("large", 30_000), inbox)));
      disk.room.set(1 << 20);
      kept.addAll(engine.messages().append(Mail.append(Mail.text("second", 300), inbox)));
      kept.addAll(engine.messages().append(Mail.append(Mail.text("large", 30_000), inbox)));
      assertEquals(List.of(1L, 2L, 3L), kept.stream().map(Row::uid).toList());
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
    assertEquals(List.of(), Engine.check(folder, QUIET).findings());
    try (Engine engine = Engine.open(folder)) {
      assertEquals(kept, engine.messages().find(inbox, Range.ALL, 0));
    }
  }

  @Test
  void withTheReserveExpungingWorksOnAFullDisk() throws IOException {
    LimitedDisk disk = new LimitedDisk(10 << 20);
    Engine.Options reserve = new Engine.Options(40_000, 20_000, 1 << 20, 4, 0);
    try (Engine engine = Store.open(folder, reserve, disk)) {
      long inbox = inbox(engine);
      engine.messages().append(Mail.append("x", inbox));
      disk.room.set((1 << 20) - 1);
      EngineException full =
          assertThrows(
              EngineException.NoSpace.class,
              () -> engine.messages().append(Mail.append("y", inbox)));
      assertTrue(full.getMessage().contains("make room"), full.getMessage());
      assertEquals(1, engine.messages().expunge(inbox, List.of(1L)).size());
    }
  }

  @Test
  void whereTheIndexFindsNoRoomMailIsStoredAndFoundAsEver() throws IOException {
    // Room for mail, but not for twice the reserve.
    LimitedDisk disk = new LimitedDisk(3 << 19);
    Engine.Options reserve = new Engine.Options(1 << 20, 20_000, 1 << 20, 4, 0);
    try (Engine engine = Store.open(folder, reserve, disk)) {
      long inbox = inbox(engine);
      for (int i = 0; i < 60; i++) {
        engine.messages().append(Mail.append(Mail.text(i == 30 ? "needle" : "hay", 300), inbox));
      }
      UidSet all = UidSet.range(1, 60);
      for (Search.Key key :
          List.of(new Search.Key.Header("Subject", "NEEDLE"), new Search.Key.Text("needle"))) {
        assertArrayEquals(new long[] {31}, engine.search().find(inbox, all, key));
      }
      assertEquals(0, engine.search().indexed());
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
  }

  @Test
  void whatFitsOfAGroupIsStored() throws Exception {
    LimitedDisk disk = new LimitedDisk(1 << 20);
    Engine.Options oneSegment = new Engine.Options(1 << 20, 20_000, 0, 4, 0);
    try (Engine engine = Store.open(folder, oneSegment, disk)) {
      long inbox = inbox(engine);
      engine.messages().append(Mail.append("the first makes the segment", inbox));
      disk.room.set(60_000);
      AtomicInteger stored = new AtomicInteger();
      ConcurrentLinkedQueue<Throwable> others = new ConcurrentLinkedQueue<>();
      ExecutorService many = Executors.newVirtualThreadPerTaskExecutor();
      try (many) {
        for (int i = 0; i < 200; i++) {
          String text = Mail.text("m" + i, 1_000);
          many.submit(
              () -> {
                try {
                  engine.messages().append(Mail.append(text, inbox));
                  stored.incrementAndGet();
                } catch (EngineException.NoSpace e) {
                  return null; // as it should
                } catch (IOException | RuntimeException e) {
                  others.add(e);
                }
                return null;
              });
        }
      }
      assertEquals(List.of(), List.copyOf(others));
      assertTrue(stored.get() > 20 && stored.get() < 60, stored + " stored");
      assertEquals(1 + stored.get(), engine.mailboxes().counters(inbox).messages());
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
  }

  @Test
  void aFlushThatFailsIsNotAcknowledgedAndTheNextGoesToAnotherFile() throws IOException {
    LimitedDisk disk = new LimitedDisk(10 << 20);
    long inbox;
    Row kept;
    try (Engine engine = Store.open(folder, NO_RESERVE, disk)) {
      inbox = inbox(engine);
      engine.messages().append(Mail.append("one", inbox));
      disk.failingFlush = true;
      assertThrows(
          EngineException.Unavailable.class,
          () -> engine.messages().append(Mail.append("lost", inbox)));
      assertEquals(1, engine.mailboxes().counters(inbox).messages());
      disk.failingFlush = false;
      kept = engine.messages().append(Mail.append("two", inbox)).getFirst();
      assertEquals(2, kept.uid());
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
    assertEquals(List.of(), Engine.check(folder, QUIET).findings());
    try (Engine engine = Engine.open(folder)) {
      assertEquals("two", Mail.read(engine, kept.id()));
      assertEquals(2, engine.mailboxes().counters(inbox).messages());
    }
  }

  @Test
  void anIndexThatRefusesTakesOnlyThatChangeBack() throws Exception {
    try (Engine engine = Store.open(folder, NO_RESERVE, Disk.of(folder))) {
      long inbox = inbox(engine);
      try (Db db = Db.open(folder.resolve(Store.INDEX))) {
        db.execute(
            "create trigger refuse before insert on msg when new.idate=13"
                + " begin select raise(abort, 'refused'); end");
      }
      AtomicInteger stored = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      ExecutorService many = Executors.newVirtualThreadPerTaskExecutor();
      try (many) {
        for (int i = 0; i < 100; i++) {
          long date = i % 10 == 0 ? 13 : 14;
          many.submit(
              () -> {
                try {
                  engine
                      .messages()
                      .append(
                          new Messages.Append(
                              0,
                              Mail.content(Mail.bytes("text " + date)),
                              null,
                              List.of(new Messages.Target(inbox, Flags.NONE, date, 0, 0, null))));
                  stored.incrementAndGet();
                } catch (EngineException.Unavailable e) {
                  refused.incrementAndGet();
                }
                return null;
              });
        }
      }
      assertEquals(90, stored.get());
      assertEquals(10, refused.get());
      assertEquals(90, engine.mailboxes().counters(inbox).messages());
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
  }
}
