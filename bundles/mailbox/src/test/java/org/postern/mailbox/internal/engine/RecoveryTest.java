package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/** What a store makes of files that a crash or a bad disk left. */
class RecoveryTest {
  private static final String NS = "#private";
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};

  @TempDir Path temp;
  private Path folder;
  private long inbox;

  @BeforeEach
  void create() throws IOException {
    folder = temp.resolve("mail");
    try (Engine engine = Engine.open(folder)) {
      inbox = engine.mailboxes().create(NS, "ann", "INBOX").id();
    }
  }

  private List<Row> append(int count) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (Engine engine = Engine.open(folder)) {
      for (int i = 0; i < count; i++) {
        rows.addAll(engine.messages().append(Mail.append(Mail.text("m" + i, 300), inbox)));
      }
    }
    return rows;
  }

  private Path segment(int number) {
    return folder.resolve(Store.SEGMENTS).resolve(SegmentFiles.name(number));
  }

  private List<String> check() throws IOException {
    return Engine.check(folder, QUIET).findings();
  }

  /** Without the search index, which comes and goes beside the store and is made again. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            from, file -> !file.getFileName().toString().startsWith(SearchFile.NAME))) {
      for (Path file : files) {
        Path target = to.resolve(file.getFileName());
        if (Files.isDirectory(file)) {
          copy(file, target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
      channel.write(one, at);
    }
  }

  /** An index as it was, with the segments as they became: what a lost log leaves. */
  private void forgetIndexSince(Path before) throws IOException {
    for (String part : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve(Store.INDEX + part));
      Path old = before.resolve(Store.INDEX + part);
      if (Files.exists(old)) {
        Files.copy(old, folder.resolve(Store.INDEX + part));
      }
    }
  }

  @Test
  void whatTheIndexMissesIsReplayed() throws IOException {
    append(2);
    Path before = temp.resolve("before");
    copy(folder, before);
    List<Row> rows;
    try (Engine engine = Engine.open(folder)) {
      Messages.ThreadKeys keys = new Messages.ThreadKeys("ann", List.of("<1@x>"), "s");
      Messages.Append request =
          new Messages.Append(
              0,
              Mail.content(Mail.bytes("text")),
              Mail.bytes("blob"),
              List.of(
                  new Messages.Target(
                      inbox, new Flags(Flags.SEEN, Set.of("$Work")), 77, 88, 0, keys)));
      rows = engine.messages().append(request);
      rows = new ArrayList<>(rows);
      rows.addAll(engine.messages().append(Mail.append(Mail.text("large", 2 << 20), inbox)));
      engine
          .attachments()
          .store(
              rows.getFirst().id(),
              List.of(new Attachments.Upload("att", "x/y", Mail.content(new byte[9]))));
    }
    forgetIndexSince(before);
    try (Engine engine = Engine.open(folder)) {
      List<Row> now = engine.messages().find(inbox, Range.ALL, 0);
      assertEquals(4, now.size());
      assertEquals(rows, now.subList(2, 4));
      assertEquals("text", Mail.read(engine, rows.get(0).id()));
      assertEquals(Mail.text("large", 2 << 20), Mail.read(engine, rows.get(1).id()));
      Mailboxes.Counters counters = engine.mailboxes().counters(inbox);
      assertEquals(4, counters.messages());
      assertEquals(3, counters.unseen());
      assertEquals(5, counters.uidNext());
      assertEquals(
          rows.getFirst().thread(),
          engine
              .messages()
              .findThread(new Messages.ThreadKeys("ann", List.of("<1@x>"), "s"))
              .orElseThrow());
      try (InputStream in = engine.attachments().open("att")) {
        assertEquals(9, in.readAllBytes().length);
      }
      assertEquals(List.of(), engine.check(QUIET).findings());
      assertTrue(engine.messages().nextId() > rows.get(1).id());
    }
    assertEquals(List.of(), check());
  }

  @Test
  void aTornTailIsCutAtEveryOffset() throws IOException {
    append(1);
    Path before = temp.resolve("before");
    copy(folder, before);
    final long start = Files.size(segment(1));
    try (Engine engine = Engine.open(folder)) {
      engine.messages().append(Mail.append("a: b\r\n\r\nshort\r\n", inbox));
    }
    final byte[] whole = Files.readAllBytes(segment(1));
    forgetIndexSince(before);
    for (int cut = (int) start + 1; cut < whole.length; cut++) {
      Files.write(segment(1), java.util.Arrays.copyOf(whole, cut));
      if (cut % 32 == 0) {
        String finding = check().getFirst();
        assertTrue(finding.contains("torn tail"), finding);
      }
      try (Engine engine = Engine.open(folder)) {
        assertEquals(1, engine.mailboxes().counters(inbox).messages(), "cut at " + cut);
      }
      assertEquals(start, Files.size(segment(1)), "cut at " + cut);
    }
    Files.write(segment(1), whole);
    assertTrue(check().getFirst().contains("doesn't have yet"));
    try (Engine engine = Engine.open(folder)) {
      assertEquals(2, engine.mailboxes().counters(inbox).messages());
      assertEquals(3, engine.messages().append(Mail.append("x", inbox)).getFirst().uid());
    }
    assertEquals(List.of(), check());
  }

  @Test
  void garbageBehindTheEndIsCut() throws IOException {
    append(1);
    Files.write(segment(1), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    assertTrue(check().getFirst().contains("torn tail"));
    append(1);
    assertEquals(List.of(), check());
  }

  @Test
  void everyFlippedBitIsFound() throws IOException {
    append(3);
    long size = Files.size(segment(1));
    for (long at = 0; at < size; at += 7) {
      flip(segment(1), at);
      List<String> findings = check();
      assertFalse(findings.isEmpty(), "a bit at " + at);
      assertTrue(findings.getFirst().contains(segment(1).toString()), findings.getFirst());
      flip(segment(1), at);
    }
    assertEquals(List.of(), check());
  }

  @Test
  void aDamagedBodyIsNotGivenOut() throws IOException {
    List<Row> rows = append(3);
    long at = Files.size(segment(1)) - 5;
    flip(segment(1), at);
    try (Engine engine = Engine.open(folder)) {
      long id = rows.get(2).id();
      assertThrows(EngineException.Corrupt.class, () -> engine.messages().open(id));
      try (Lease lease = engine.lease()) {
        assertThrows(EngineException.Corrupt.class, () -> lease.verified(id));
        lease.verified(rows.get(1).id());
      }
      List<String> findings = engine.check(QUIET).findings();
      assertEquals(1, findings.size(), findings::toString);
      assertTrue(findings.getFirst().startsWith("Message " + id + " is damaged"));
    }
  }

  @Test
  void aMissingSegmentIsFoundAndTheRestStaysReadable() throws IOException {
    Engine.Options small = new Engine.Options(1_000, 1 << 20, 0, 4, 0);
    List<Row> rows = new ArrayList<>();
    try (Engine engine = Engine.open(folder, small)) {
      for (int i = 0; i < 8; i++) {
        rows.addAll(engine.messages().append(Mail.append(Mail.text("m" + i, 600), inbox)));
      }
    }
    Files.delete(segment(2));
    List<String> findings = check();
    assertEquals(1, findings.size(), findings::toString);
    assertTrue(findings.getFirst().contains(segment(2) + " is missing"), findings.getFirst());
    try (Engine engine = Engine.open(folder, small)) {
      EngineException e =
          assertThrows(
              EngineException.Corrupt.class, () -> engine.messages().open(rows.get(2).id()));
      assertTrue(e.getMessage().contains("missing"), e.getMessage());
      assertEquals(Mail.text("m7", 600), Mail.read(engine, rows.get(7).id()));
      engine.messages().append(Mail.append("x", inbox));
      assertEquals(1, engine.check(QUIET).findings().size());
    }
  }

  @Test
  void anActiveSegmentThatBecameShorterIsNotWrittenTo() throws IOException {
    List<Row> rows = append(3);
    try (FileChannel channel = FileChannel.open(segment(1), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 10);
    }
    assertTrue(check().getFirst().contains("cut off"));
    try (Engine engine = Engine.open(folder)) {
      assertThrows(EngineException.Corrupt.class, () -> engine.messages().open(rows.get(2).id()));
      long id = engine.messages().append(Mail.append("after", inbox)).getFirst().id();
      assertEquals("after", Mail.read(engine, id));
      assertEquals(Mail.text("m1", 300), Mail.read(engine, rows.get(1).id()));
    }
    assertTrue(Files.exists(segment(2)));
  }

  @Test
  void aMissingIndexIsNotReplacedByAnEmptyOne() throws IOException {
    List<Row> rows = append(3);
    Files.delete(folder.resolve(Store.INDEX));
    EngineException e = assertThrows(EngineException.Corrupt.class, () -> Engine.open(folder));
    assertTrue(e.getMessage().contains("rebuild"), e.getMessage());
    assertTrue(check().getFirst().contains("is missing"));
    assertEquals(List.of(), Engine.rebuild(folder));
    try (Engine engine = Engine.open(folder)) {
      assertEquals(rows, engine.messages().find(inbox, Range.ALL, 0));
      assertEquals("INBOX", engine.mailboxes().find(inbox).orElseThrow().name());
      assertTrue(
          engine.messages().append(Mail.append("x", inbox)).getFirst().id() > rows.get(2).id());
      assertTrue(engine.mailboxes().create(NS, "ann", "New").id() > inbox);
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
  }

  @Test
  void aDamagedIndexIsReportedAndCanBeRebuilt() throws IOException {
    List<Row> rows = append(3);
    Files.write(folder.resolve(Store.INDEX), new byte[8_192]);
    assertThrows(EngineException.Corrupt.class, () -> Engine.open(folder));
    assertTrue(check().getFirst().contains("damaged"), check()::toString);
    flip(segment(1), Files.size(segment(1)) - 1);
    List<String> losses = Engine.rebuild(folder);
    assertEquals(1, losses.size());
    assertTrue(losses.getFirst().startsWith("Message " + rows.get(2).id()));
    try (Engine engine = Engine.open(folder)) {
      assertEquals(rows.subList(0, 2), engine.messages().find(inbox, Range.ALL, 0));
    }
  }

  @Test
  void wrongCountersAreFound() throws IOException, java.sql.SQLException {
    append(3);
    try (Db db = Db.open(folder.resolve(Store.INDEX))) {
      db.update("update box set messages=7, unseen=0");
      db.update("update seg set live=live+1");
      db.update("delete from body where id=(select max(id) from body)");
    }
    String findings = check().toString();
    assertTrue(findings.contains("messages 7 for 3 unseen 0 for 3"), findings);
    assertTrue(findings.contains("live octets"), findings);
    assertTrue(findings.contains("has no body"), findings);
  }

  @Test
  void leftoversAreRemoved() throws IOException {
    append(1);
    Path part = folder.resolve(Store.SEGMENTS).resolve("0000000000000009.tmp");
    Files.write(part, new byte[100]);
    Files.write(segment(0x77), new byte[0]);
    assertFalse(check().isEmpty());
    append(1);
    assertFalse(Files.exists(part));
    assertFalse(Files.exists(segment(0x77)));
    assertEquals(List.of(), check());
  }

  @Test
  void anOlderIndexLearnsWhichMessagesAreDeleted() throws IOException, SQLException {
    append(5);
    try (Engine engine = Engine.open(folder)) {
      for (long uid : List.of(2L, 4L)) {
        engine
            .messages()
            .updateFlags(inbox, List.of(Range.of(uid)), flags -> Flags.of(Flags.DELETED));
      }
    }
    try (Db db = Db.open(folder.resolve(Store.INDEX))) {
      db.execute("drop index msg_deleted");
      db.execute("pragma user_version=2");
    }
    try (Engine engine = Engine.open(folder)) {
      UidSet all = engine.selections().state(inbox).uids();
      List<Row> gone = engine.selections().expungeDeleted(inbox, all, 10, count -> {});
      assertEquals(List.of(2L, 4L), gone.stream().map(Row::uid).toList());
    }
    assertEquals(List.of(), check());
  }
}
