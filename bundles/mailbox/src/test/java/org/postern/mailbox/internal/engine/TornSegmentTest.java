package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/**
 * A power cut just before a segment is flushed, at every flush: of the sectors that were written
 * since the flush before, any may be on the disk and any may not, and the file may have its old
 * length or its new one. What was acknowledged is there, and what was not is there whole or not at
 * all.
 */
class TornSegmentTest {
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};
  private static final Engine.Options SMALL = new Engine.Options(60_000, 30_000, 0, 4, 0);
  private static final int SECTOR = 512;

  @TempDir Path folder;
  private final Random random = new Random(11);
  private final LimitedDisk disk = new LimitedDisk(1L << 30);

  /** What each segment had when it was flushed last. */
  private final Map<String, byte[]> durable = new HashMap<>();

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private Path store;
  private volatile long inbox;

  /** The rows that were acknowledged, by uid. */
  private volatile Map<Long, Row> known = Map.of();

  private final Map<Long, String> texts = new HashMap<>();
  private volatile String pending = "";

  /** The uid of what {@link #pending} takes the place of; 0 = of nothing. */
  private volatile long leaving;

  private volatile int flushedFrames;

  @Test
  void whatWasAcknowledgedIsThereAfterACutAtAnyFlush() throws IOException {
    store = folder.resolve("mail");
    disk.flushing = this::flushing;
    try (Engine engine = Store.open(store, SMALL, disk)) {
      inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      settled(engine);
      for (int n = 0; n < 40; n++) {
        pending = Mail.text("m" + n, 100 + random.nextInt(n % 5 == 0 ? 20_000 : 3_000));
        leaving = n % 4 == 2 ? oldest() : 0;
        Messages.Append append = Mail.append(pending, inbox);
        Row row =
            leaving == 0
                ? engine.messages().append(append).getFirst()
                : engine.messages().replace(append, inbox, leaving).added();
        texts.put(row.id(), pending);
        Map<Long, Row> now = new HashMap<>(known);
        now.remove(leaving);
        now.put(row.uid(), row);
        known = now;
        leaving = 0;
        if (n % 7 == 3) {
          Range one = new Range(row.uid(), row.uid());
          engine.messages().updateFlags(inbox, List.of(one), flags -> Flags.of(Flags.SEEN));
          settled(engine);
        } else if (n % 7 == 5) {
          engine.messages().expunge(inbox, List.of(row.uid()));
          settled(engine);
        }
      }
      disk.flushing = file -> {};
    }
    assertEquals(List.of(), List.copyOf(failures));
    assertTrue(cuts.get() > 80, cuts + " cuts");
  }

  /** What is kept free for messages to come is neither damage nor in the way. */
  @Test
  void zerosBehindTheLastMessageAreNoFindingAndNoLoss() throws IOException {
    store = folder.resolve("mail");
    Path killed = folder.resolve("killed");
    Path segment = Path.of(Store.SEGMENTS, SegmentFiles.name(1));
    List<Row> rows = new ArrayList<>();
    long written;
    try (Engine engine = Store.open(store, SMALL, disk)) {
      inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      for (int n = 0; n < 3; n++) {
        rows.addAll(engine.messages().append(Mail.append("m" + n, inbox)));
      }
      RecoveryTest.copy(store, killed);
    }
    written = Files.size(store.resolve(segment));
    assertTrue(written < Files.size(killed.resolve(segment)));
    assertEquals(List.of(), Engine.check(killed, QUIET).findings());
    try (Engine engine = Engine.open(killed, SMALL)) {
      assertEquals(rows, engine.messages().find(inbox, Range.ALL, 0));
    }
    assertEquals(written, Files.size(killed.resolve(segment)));
    PowerCutTest.delete(killed);
    try (Engine engine = Store.open(store, SMALL, disk)) {
      rows.addAll(engine.messages().append(Mail.append("m3", inbox)));
      RecoveryTest.copy(store, killed);
    }
    assertEquals(List.of(), Engine.rebuild(killed));
    try (Engine engine = Engine.open(killed, SMALL)) {
      assertEquals(4, engine.messages().find(inbox, Range.ALL, 0).size());
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
  }

  private long oldest() {
    return known.keySet().stream().mapToLong(Long::longValue).min().orElse(0);
  }

  /** After a change whose flush is the index's own. */
  private void settled(Engine engine) throws IOException {
    Map<Long, Row> now = new HashMap<>();
    engine.messages().find(inbox, Range.ALL, 0).forEach(row -> now.put(row.uid(), row));
    known = now;
    flushedFrames = new Wal(store).position().frames();
  }

  /** Committer: the power goes now, in as many worlds as there are tries. */
  private void flushing(Path file) {
    try {
      if (flushedFrames > 0) {
        for (Torn torn : Torn.values()) {
          Path image = folder.resolve("image");
          cut(image, torn);
          verify(image, torn + " at the flush of " + file.getFileName());
          PowerCutTest.delete(image);
          cuts.incrementAndGet();
        }
      }
      durable.put(file.getFileName().toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      failures.add(e);
    }
  }

  private enum Torn {
    NOTHING_WRITTEN,
    ALL_WRITTEN,
    ANY_SECTOR,
    ANY_SECTOR_AND_GARBAGE_IN_THE_LOG
  }

  private void cut(Path image, Torn torn) throws IOException {
    RecoveryTest.copy(store, image);
    boolean clean = torn != Torn.ANY_SECTOR_AND_GARBAGE_IN_THE_LOG;
    new Wal(image).lose(Wal.end(flushedFrames), clean, random);
    for (Path file : SegmentFiles.list(image.resolve(Store.SEGMENTS)).values()) {
      byte[] before = durable.get(file.getFileName().toString());
      byte[] after = Files.readAllBytes(file);
      if (before == null) {
        // Just made: its name may not be in the folder yet.
        if (torn != Torn.ALL_WRITTEN) {
          Files.delete(file);
        }
      } else if (torn == Torn.NOTHING_WRITTEN) {
        Files.write(file, before);
      } else if (torn != Torn.ALL_WRITTEN) {
        Files.write(file, mixed(before, after));
      }
    }
  }

  private byte[] mixed(byte[] before, byte[] after) {
    byte[] mixed = Arrays.copyOf(before, random.nextBoolean() ? before.length : after.length);
    for (int at = 0; at < Math.min(mixed.length, after.length); at += SECTOR) {
      if (random.nextInt(3) > 0) {
        int n = Math.min(SECTOR, Math.min(mixed.length, after.length) - at);
        System.arraycopy(after, at, mixed, at, n);
      }
    }
    return mixed;
  }

  private void verify(Path image, String when) throws IOException {
    for (int start = 0; start < 2; start++) {
      try (Engine engine = Engine.open(image, SMALL)) {
        Map<Long, Row> missing = new HashMap<>(known);
        boolean arrived = false;
        for (Row row : engine.messages().find(inbox, Range.ALL, 0)) {
          String text = Mail.read(engine, row.id());
          Row expected = missing.remove(row.uid());
          arrived |= expected == null;
          assertEquals(expected == null ? pending : texts.get(row.id()), text, when);
          assertEquals(expected == null ? row : expected, row, when);
        }
        if (leaving != 0) {
          assertEquals(arrived, missing.remove(leaving) != null, when);
        }
        assertEquals(Map.of(), missing, when);
        assertEquals(List.of(), engine.check(QUIET).findings(), when);
        if (start == 0) {
          // What comes next takes the place of what was torn.
          Row next = engine.messages().append(Mail.append("next", inbox)).getFirst();
          assertEquals("next", Mail.read(engine, next.id()), when);
          engine.messages().expunge(inbox, List.of(next.uid()));
        }
      }
    }
  }
}
