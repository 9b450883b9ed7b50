package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.postern.mailbox.internal.engine.Searched.inbox;
import static org.postern.mailbox.internal.engine.Searched.matches;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Messages.Append;
import org.postern.mailbox.internal.engine.Messages.Copy;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Search.Key;
import org.postern.mailbox.internal.engine.Selections.Transferred;

/** Searches of any part of mailboxes between which messages come, go and are moved. */
class SearchMailboxesTest {
  private static final long SEED = 20261127;
  private static final int MESSAGES = 120;
  private static final List<String> WORDS = List.of("bako", "bara", "xyzzy", "quark", "e", "4711");

  private static final List<Key> KEYS =
      List.of(
          new Key.Text("ba"),
          new Key.Text("bara"),
          new Key.Text("xyz"),
          new Key.Text("u"),
          new Key.Body("quark"),
          new Key.Body("k 47"),
          new Key.Header("Subject", "ko"),
          new Key.Header("Subject", "bara"),
          new Key.Header("From", "xyzzy"),
          new Key.Text("nosuchword"));

  @TempDir Path temp;

  private final Random random = new Random(SEED);

  /** Of each mailbox, the uids with the octets of their messages. */
  private final Map<Long, TreeMap<Long, byte[]>> mail = new TreeMap<>();

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private byte[] message() {
    return ("From: " + word() + "\r\nSubject: " + word() + "\r\n\r\n" + word() + " " + word())
        .getBytes(StandardCharsets.UTF_8);
  }

  private void append(Engine engine, long mailbox, int count) throws IOException {
    List<Append> appends = new ArrayList<>();
    List<byte[]> octets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      octets.add(message());
      appends.add(Searched.append(octets.getLast(), mailbox));
    }
    List<List<Row>> rows = engine.messages().appendAll(appends);
    for (int i = 0; i < count; i++) {
      mail.get(mailbox).put(rows.get(i).getFirst().uid(), octets.get(i));
    }
  }

  private UidSet some(long mailbox, int oneIn) {
    return UidSet.of(
        mail.get(mailbox).keySet().stream()
            .mapToLong(uid -> uid)
            .filter(uid -> random.nextInt(oneIn) == 0)
            .toArray());
  }

  /** All uids, many or few, also of messages that are gone. */
  private UidSet part(long mailbox) {
    int oneIn = List.of(1, 2, 6).get(random.nextInt(3));
    UidSet.Builder part = new UidSet.Builder();
    for (long uid = 1; uid <= mail.get(mailbox).lastKey() + 5; uid++) {
      if (random.nextInt(oneIn) == 0) {
        part.add(uid);
      }
    }
    return part.build();
  }

  private void change(Engine engine, long mailbox, long other) throws IOException {
    UidSet some = some(mailbox, 30);
    switch (random.nextInt(4)) {
      case 0 -> {
        engine.selections().update(mailbox, some, f -> Flags.of(Flags.DELETED), Long.MAX_VALUE);
        engine.selections().expungeDeleted(mailbox, some, MESSAGES, done -> {});
        some.forEach(mail.get(mailbox)::remove);
      }
      case 1, 2 -> {
        boolean move = random.nextBoolean();
        Transferred done =
            engine
                .selections()
                .transfer(mailbox, some, other, SearchMailboxesTest::copy, move, count -> {});
        for (int i = 0; i < done.sources().size(); i++) {
          long uid = done.sources().get(i).uid();
          mail.get(other).put(done.targets().get(i).uid(), mail.get(mailbox).get(uid));
          if (move) {
            mail.get(mailbox).remove(uid);
          }
        }
      }
      default -> append(engine, mailbox, 1 + random.nextInt(5));
    }
  }

  private static Copy copy(Row row) {
    return new Copy(row.id(), row.flags(), 1, 2, row.thread());
  }

  private long[] expected(long mailbox, UidSet among, Key key) throws IOException {
    UidSet.Builder found = new UidSet.Builder();
    for (Map.Entry<Long, byte[]> each : mail.get(mailbox).entrySet()) {
      if (among.contains(each.getKey()) && matches(each.getValue(), key)) {
        found.add(each.getKey());
      }
    }
    return found.build().toArray();
  }

  @Test
  void aSearchFindsWhatTheMailboxHasNow() throws Exception {
    try (Engine engine = Engine.open(temp)) {
      long[] boxes = {inbox(engine, "ann"), inbox(engine, "bob")};
      for (long mailbox : boxes) {
        mail.put(mailbox, new TreeMap<>());
        append(engine, mailbox, MESSAGES);
      }
      Searched.awaitIndexed(engine, 2 * MESSAGES);
      for (int round = 0; round < 150; round++) {
        int which = random.nextInt(2);
        change(engine, boxes[which], boxes[1 - which]);
        for (long mailbox : boxes) {
          UidSet among = part(mailbox);
          Key key = KEYS.get(random.nextInt(KEYS.size()));
          assertArrayEquals(
              expected(mailbox, among, key),
              engine.search().find(mailbox, among, key),
              () -> key + " of seed " + SEED);
        }
      }
    }
  }
}
