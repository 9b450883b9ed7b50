package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.Content;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/**
 * Appends flush the segment and not the index: whatever a power cut leaves of the index's log since
 * its last flush, the segments bring back everything, as it was, and nothing that was replaced.
 */
class PowerCutTest {
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};
  private static final Engine.Options SMALL = new Engine.Options(30_000, 20_000, 0, 4, 0);

  @TempDir Path folder;
  private final Random random = new Random(7);
  private final long[] boxes = new long[3];
  private Path store;
  private int replacements;

  /** All that can be asked of a store. */
  private record Contents(
      List<List<String>> messages,
      List<Mailboxes.Counters> counters,
      List<List<Range>> gone,
      Map<Long, String> bodies,
      Map<Long, List<Long>> threads) {

    static Contents of(Engine engine, long... boxes) throws IOException {
      List<List<String>> messages = new ArrayList<>();
      List<Mailboxes.Counters> counters = new ArrayList<>();
      List<List<Range>> gone = new ArrayList<>();
      Map<Long, String> bodies = new HashMap<>();
      Map<Long, List<Long>> threads = new HashMap<>();
      for (long box : boxes) {
        List<String> rows = new ArrayList<>();
        for (Messages.Full full : engine.messages().findFull(box, Range.ALL, 0)) {
          Row row = full.row();
          Messages.Facts facts = full.facts();
          rows.add(
              row
                  + " "
                  + facts.headerLength()
                  + " "
                  + facts.lines()
                  + " "
                  + facts.transparent()
                  + " "
                  + new String(facts.env(), java.nio.charset.StandardCharsets.UTF_8));
          bodies.put(row.id(), Mail.read(engine, row.id()));
          threads.put(row.thread(), engine.messages().threadMembers(row.thread()));
        }
        messages.add(rows);
        counters.add(engine.mailboxes().counters(box));
        gone.add(engine.messages().vanishedSince(box, 1));
      }
      return new Contents(messages, counters, gone, bodies, threads);
    }
  }

  @BeforeEach
  void place() {
    store = folder.resolve("mail");
  }

  private Engine begin() throws IOException {
    Engine engine = Engine.open(store, SMALL);
    for (int i = 0; i < boxes.length; i++) {
      boxes[i] = engine.mailboxes().create("#private", "user" + i, "INBOX").id();
    }
    engine.messages().append(Mail.append("the first", boxes[0]));
    engine.messages().nextId();
    engine
        .messages()
        .updateFlags(boxes[0], List.of(Range.ALL), flags -> Flags.of(Flags.SEEN | Flags.FLAGGED));
    return engine;
  }

  private void append(Engine engine, int n) throws IOException {
    Messages.ThreadKeys keys =
        new Messages.ThreadKeys("user0", List.of("<" + n / 4 + "@x>", "<" + n + "@x>"), "s");
    Set<String> words = n % 3 == 0 ? Set.of("$Label" + n % 2, "Other") : Set.of();
    List<Messages.Target> targets = new ArrayList<>();
    for (int i = 0; i <= n % 2; i++) {
      targets.add(
          new Messages.Target(
              boxes[(n + i) % 3],
              new Flags(n % 5 == 0 ? Flags.SEEN | Flags.RECENT : Flags.DELETED, words),
              1_000 + n,
              2_000 + n,
              0,
              i == 0 ? keys : null));
    }
    long id = n % 4 == 0 ? engine.messages().nextId() : 0;
    String text = Mail.text("m" + n, n % 7 == 0 ? 25_000 : 100 + 300 * n);
    Content content = Mail.content(Mail.bytes(text));
    List<Row> old =
        n % 4 == 3
            ? engine.messages().find(boxes[(n + n / 4 % 2) % 3], Range.ALL, 1)
            : List.<Row>of();
    if (old.isEmpty()) {
      engine.messages().append(new Messages.Append(id, content, Mail.bytes("e" + n), targets));
    } else {
      Messages.Append one =
          new Messages.Append(0, content, Mail.bytes("e" + n), targets.subList(0, 1));
      engine.messages().replace(one, old.getFirst().mailbox(), old.getFirst().uid());
      replacements++;
    }
  }

  @Test
  void whateverIsLostOfTheLogSinceItsLastFlushAllIsThereAgain() throws IOException {
    try (Engine engine = begin()) {
      Wal wal = new Wal(store);
      int flushed = wal.position().frames();
      for (int n = 1; n <= 24; n++) {
        append(engine, n);
      }
      assertEquals(6, replacements);
      Contents expected = Contents.of(engine, boxes);
      Wal.Position end = wal.position();
      assertEquals(0, end.backfilled());
      assertTrue(end.frames() > flushed + 24, "the log has " + end.frames() + " frames");
      Path image = copy("image");
      for (int frame = flushed; frame <= end.frames(); frame += 1 + random.nextInt(6)) {
        check(image, Wal.end(frame) + random.nextInt(2) * random.nextInt(4_000), expected);
      }
      check(image, Wal.end(flushed), expected);
    }
  }

  @Test
  void whatComesAfterIsNewAndAFurtherCutLosesNothingEither() throws IOException {
    Path image;
    Contents expected;
    try (Engine engine = begin()) {
      int flushed = new Wal(store).position().frames();
      append(engine, 1);
      append(engine, 2);
      expected = Contents.of(engine, boxes);
      image = copy("image");
      new Wal(image).lose(Wal.end(flushed), true, random);
    }
    for (int n = 3; n < 9; n++) {
      Path next = folder.resolve("image" + n);
      try (Engine engine = Engine.open(image, SMALL)) {
        assertEquals(expected, Contents.of(engine, boxes));
        int flushed = new Wal(image).position().frames();
        append(engine, n);
        Row row = engine.messages().append(Mail.append("later " + n, boxes[0])).getFirst();
        assertEquals(engine.mailboxes().counters(boxes[0]).uidNext(), row.uid() + 1);
        expected = Contents.of(engine, boxes);
        RecoveryTest.copy(image, next);
        new Wal(next).lose(Wal.end(flushed), n % 2 == 0, random);
      }
      image = next;
    }
  }

  /** That messages were claimed waits for no flush: they may be recent once more. */
  @Test
  void nothingButClaimsOfRecentMessagesIsLost() throws IOException {
    Path image;
    Contents expected;
    int flushed;
    int end;
    try (Engine engine = begin()) {
      flushed = new Wal(store).position().frames();
      for (int n = 1; n <= 12; n++) {
        append(engine, n);
        engine.selections().claimRecent(boxes[n % 3], Messages.MAX_UID);
      }
      expected = claimed(engine);
      end = new Wal(store).position().frames();
      image = copy("image");
    }
    Path cut = folder.resolve("cut");
    for (int frame = flushed; frame <= end; frame += 1 + random.nextInt(4)) {
      RecoveryTest.copy(image, cut);
      new Wal(cut).lose(Wal.end(frame), frame % 2 == 0, random);
      try (Engine engine = Engine.open(cut, SMALL)) {
        assertEquals(List.of(), engine.check(QUIET).findings(), "cut at " + frame);
        assertEquals(expected, claimed(engine), "cut at " + frame);
      }
      delete(cut);
    }
  }

  /** The contents when no message is recent any more. */
  private Contents claimed(Engine engine) throws IOException {
    for (long box : boxes) {
      engine.selections().claimRecent(box, Messages.MAX_UID);
    }
    return Contents.of(engine, boxes);
  }

  private void check(Path image, long from, Contents expected) throws IOException {
    Path cut = folder.resolve("cut");
    for (boolean clean : new boolean[] {true, false}) {
      RecoveryTest.copy(image, cut);
      new Wal(cut).lose(Math.min(from, Files.size(new Wal(cut).file())), clean, random);
      try (Engine engine = Engine.open(cut, SMALL)) {
        assertEquals(expected, Contents.of(engine, boxes), "cut at " + from);
        assertEquals(List.of(), engine.check(QUIET).findings(), "cut at " + from);
        assertTrue(engine.messages().nextId() > 0);
      }
      delete(cut);
    }
  }

  private Path copy(String name) throws IOException {
    Path to = folder.resolve(name);
    RecoveryTest.copy(store, to);
    return to;
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
