package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.mailbox.internal.engine.Searched.awaitIndexed;
import static org.postern.mailbox.internal.engine.Searched.inbox;
import static org.postern.mailbox.internal.engine.Searched.matches;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Search.Key;
import org.postern.mailbox.internal.text.Fold;

/** What the index answers is what reading every message answers. */
class SearchTest {
  private static final UidSet ALL = UidSet.range(1, Messages.MAX_UID);

  private static final long SEED = Long.getLong("postern.search.seed", 7);
  private static final Engine.Options OPTIONS = new Engine.Options(1 << 20, 100_000, 0, 4, 1);

  @TempDir Path temp;

  private final Random random = new Random(SEED);

  /** Uids of a mailbox with the octets of their messages. */
  private final Map<Long, byte[]> mail = new TreeMap<>();

  private final List<String> samples = new ArrayList<>(SampleMail.WORDS);

  private long[] expected(Key key) throws IOException {
    long[] found = new long[mail.size()];
    int n = 0;
    for (Map.Entry<Long, byte[]> message : mail.entrySet()) {
      if (matches(message.getValue(), key)) {
        found[n++] = message.getKey();
      }
    }
    return java.util.Arrays.copyOf(found, n);
  }

  private static long[] find(Engine engine, long mailbox, Key key) throws IOException {
    return engine.search().find(mailbox, ALL, key);
  }

  private Key key() {
    String sample = samples.get(random.nextInt(samples.size()));
    int from =
        sample.offsetByCodePoints(0, random.nextInt(sample.codePointCount(0, sample.length()) + 1));
    int left = sample.codePointCount(from, sample.length());
    String text =
        sample.substring(from, sample.offsetByCodePoints(from, Math.min(left, random.nextInt(14))));
    text =
        switch (random.nextInt(4)) {
          case 0 -> text.toUpperCase(Locale.ROOT);
          case 1 -> text.toLowerCase(Locale.ROOT);
          default -> text;
        };
    return switch (random.nextInt(6)) {
      case 0 -> new Key.Header("SUBJECT", text);
      case 1 -> new Key.Header("from", text);
      case 2, 3 -> new Key.Body(text);
      default -> new Key.Text(text);
    };
  }

  private void compare(Engine engine, long mailbox, int queries) throws IOException {
    for (int i = 0; i < queries; i++) {
      Key key = key();
      assertArrayEquals(expected(key), find(engine, mailbox, key), key + " of seed " + SEED);
    }
  }

  private void append(Engine engine, long mailbox, byte[] octets) throws IOException {
    mail.put(engine.messages().append(Searched.append(octets, mailbox)).getFirst().uid(), octets);
    String text = new String(octets, StandardCharsets.UTF_8);
    int from = random.nextInt(text.length() + 1);
    samples.add(text.substring(from, Math.min(text.length(), from + 40)).replace("\uFFFD", ""));
  }

  private void appendAll(Engine engine, long mailbox) throws IOException {
    for (byte[] message : SampleMail.corpus()) {
      append(engine, mailbox, message);
      append(engine, mailbox, SampleMail.broken(random, message));
    }
    for (int i = 0; i < 80; i++) {
      SampleMail.Known known = SampleMail.generate(random);
      append(engine, mailbox, known.octets());
      samples.add(known.body().substring(0, Math.min(known.body().length(), 60)));
      samples.add(known.subject());
    }
  }

  @Test
  void theIndexAnswersAsReadingEverythingDoesWhileMessagesComeAndGo() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long inbox = inbox(engine, "ann");
      long other = inbox(engine, "bob");
      appendAll(engine, inbox);
      compare(engine, inbox, 40);
      for (int i = 0; i < 100; i++) {
        long uid =
            mail.keySet().stream().skip(random.nextInt(mail.size())).findFirst().orElseThrow();
        switch (random.nextInt(5)) {
          case 0 -> {
            engine.messages().expunge(inbox, List.of(uid));
            mail.remove(uid);
          }
          case 1 -> {
            Row row = engine.messages().find(inbox, Range.of(uid), 1).getFirst();
            Messages.Copy copy = new Messages.Copy(row.id(), row.flags(), 1, 2, row.thread());
            // The last place of some goes, the last but one of others.
            if (random.nextBoolean()) {
              engine.messages().copy(other, List.of(copy));
            } else {
              mail.put(
                  engine.messages().copy(inbox, List.of(copy)).getFirst().uid(), mail.get(uid));
            }
          }
          default -> append(engine, inbox, SampleMail.generate(random).octets());
        }
        compare(engine, inbox, 1);
      }
      long bodies =
          engine.messages().find(inbox, Range.ALL, 0).stream().map(Row::id).distinct().count();
      engine
          .messages()
          .expunge(
              other, engine.messages().find(other, Range.ALL, 0).stream().map(Row::uid).toList());
      awaitIndexed(engine, bodies);
      compare(engine, inbox, 100);
      engine.mailboxes().purge("ann");
      awaitIndexed(engine, 0);
    }
  }

  @Test
  void mailThatIsOnlyFetchedHasNoIndexAndTheFirstSearchMakesIt() throws Exception {
    Path index = temp.resolve(SearchFile.NAME);
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      appendAll(engine, inbox(engine, "ann"));
      engine.messages().expunge(1, List.of(1L));
      mail.remove(1L);
    }
    assertFalse(Files.exists(index));
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      compare(engine, 1, 40);
      awaitIndexed(engine, mail.size());
      compare(engine, 1, 40);
    }
    assertTrue(Files.exists(index));
    // The next starts go on with it, whether anybody searches or not, and whenever mail comes.
    for (int start = 0; start < 20; start++) {
      try (Engine engine = Engine.open(temp, OPTIONS)) {
        LockSupport.parkNanos(random.nextLong(2_000_000));
        append(engine, 1, SampleMail.generate(random).octets());
        Awaitility.await()
            .atMost(java.time.Duration.ofMinutes(1))
            .until(() -> engine.search().indexed() == mail.size());
      }
    }
  }

  @Test
  void whatAReaderSeesIsFound() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long inbox = inbox(engine, "ann");
      List<SampleMail.Known> known = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        known.add(SampleMail.generate(random));
        append(engine, inbox, known.getLast().octets());
      }
      awaitIndexed(engine, known.size());
      for (String word : SampleMail.WORDS) {
        long[] bodies = find(engine, inbox, new Key.Body(word));
        long[] subjects = find(engine, inbox, new Key.Header("Subject", word));
        for (int i = 0; i < known.size(); i++) {
          String folded = Fold.fold(word);
          assertEquals(
              Fold.fold(known.get(i).body()).contains(folded),
              java.util.Arrays.binarySearch(bodies, i + 1) >= 0,
              word + " in the body of " + i);
          assertEquals(
              Fold.fold(known.get(i).subject()).contains(folded),
              java.util.Arrays.binarySearch(subjects, i + 1) >= 0,
              word + " in the subject of " + i);
        }
      }
      assertEquals(known.size(), find(engine, inbox, new Key.Header("FROM", "jÜRGEN mÜ")).length);
      assertEquals(0, find(engine, inbox, new Key.Header("X-None", "")).length);
      assertEquals(known.size(), find(engine, inbox, new Key.Header("To", "")).length);
      assertTrue(find(engine, inbox, new Key.Text("GRÜSSE.png")).length > 0);
      // RFC 9051 6.4.4: TEXT matches the header, and names are part of it.
      assertEquals(known.size(), find(engine, inbox, new Key.Text("to: ANN@")).length);
      assertEquals(0, find(engine, inbox, new Key.Header("To", "to: ann@")).length);
      // RFC 9051 6.4.4: BODY matches no header field.
      assertEquals(0, find(engine, inbox, new Key.Body("GRÜSSE.png")).length);
    }
  }

  @Test
  void parametersWithACharsetOrInPiecesAreDecoded() throws Exception {
    String part =
        """
        Subject: parts
        Content-Type: application/pdf;
         name*0*=iso-8859-1'de'Gr%FC; name*1*=%DFe%20aus; name*2=" Ulm.pdf"
        Content-Disposition: attachment; filename*=UTF-8''na%C3%AFve%20plan.pdf

        x
        """
            .replace("\n", "\r\n");
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long inbox = inbox(engine, "ann");
      append(engine, inbox, Mail.bytes(part));
      for (int i = 0; i < 40; i++) {
        append(engine, inbox, Mail.bytes(Mail.text("m " + i, 300)));
      }
      for (int round = 0; round < 2; round++) {
        for (String text : List.of("GRÜSSE AUS ULM", "naïve plan", "na%c3%afve", "de'gr%fc")) {
          assertArrayEquals(new long[] {1}, find(engine, inbox, new Key.Text(text)), text);
          assertArrayEquals(new long[] {}, find(engine, inbox, new Key.Body(text)), text);
        }
        assertArrayEquals(
            new long[] {1},
            find(engine, inbox, new Key.Header("content-disposition", "NAÏVE PLAN")));
        awaitIndexed(engine, mail.size());
      }
    }
  }

  @Test
  void htmlIsTextWithItsTags() throws Exception {
    String html =
        "Subject: h\r\nContent-Type: text/html; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + "<p class=3D\"gr=C3=BCn\">so=\r\nme <b>bold</b> text</p>\r\n";
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long inbox = inbox(engine, "ann");
      append(engine, inbox, Mail.bytes(html));
      for (String text : List.of("class=\"GRÜN\"", "some <b>BOLD</b>", "bold")) {
        assertArrayEquals(new long[] {1}, find(engine, inbox, new Key.Body(text)), text);
      }
      // RFC 9051 6.4.4: a substring of the content, not of what a browser shows.
      assertArrayEquals(new long[] {}, find(engine, inbox, new Key.Body("some bold")));
    }
  }

  @Test
  void onlyWhatIsAskedForIsLookedAt() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long inbox = inbox(engine, "ann");
      for (int i = 0; i < 50; i++) {
        append(engine, inbox, Mail.bytes(Mail.text("needle " + i, 300)));
      }
      assertArrayEquals(
          new long[] {12, 14, 16},
          engine.search().find(inbox, UidSet.of(12, 14, 16), new Key.Text("Needle")));
    }
  }

  @Test
  void aMessageTooLongForTheIndexIsFoundInItsLastLine() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long inbox = inbox(engine, "ann");
      for (int i = 0; i < 40; i++) {
        append(engine, inbox, Mail.bytes(Mail.text("m " + i, 300)));
      }
      String text = Mail.text("long", 3 << 20) + "日本語の最後 Schluß";
      append(engine, inbox, Mail.bytes(text));
      awaitIndexed(engine, 40);
      assertArrayEquals(new long[] {41}, find(engine, inbox, new Key.Body("SCHLUSS")));
      assertArrayEquals(new long[] {41}, find(engine, inbox, new Key.Body("の最後")));
    }
  }

  /** No two sequences of characters are alike in the index. */
  @Test
  void threeCharactersAreFoundAsTheyAreRead() throws Exception {
    List<String> texts =
        List.of(
            "x y", "x\uE020y", "xqy", "x\uE07Fy", "x\uE080y", "x\uD834\uDD1Ey", "x\ny", "xq", "qy");
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long inbox = inbox(engine, "ann");
      for (int i = 0; i < 60; i++) {
        String text = i < 2 * texts.size() ? texts.get(i / 2) : "";
        append(engine, inbox, Mail.bytes("Subject: m\r\nTo: " + i + "\r\n\r\n" + text));
      }
      awaitIndexed(engine, mail.size());
      List<String> needles = new ArrayList<>(texts);
      needles.addAll(List.of("XQY", "sub", "t: ", "\u212Aqy", "zqz", "x\u0000y", "\uE020\uE020y"));
      for (String needle : needles) {
        for (Key key : List.of(new Key.Text(needle), new Key.Body(needle))) {
          assertArrayEquals(expected(key), find(engine, inbox, key), key.toString());
        }
      }
    }
  }

  @Test
  void aLostDamagedOrOlderIndexIsMadeAgain() throws Exception {
    long inbox;
    long count;
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      inbox = inbox(engine, "ann");
      appendAll(engine, inbox);
      count = mail.size();
      awaitIndexed(engine, count);
    }
    Path file = temp.resolve(SearchFile.NAME);
    List<Damage> damages =
        List.of(
            path -> {},
            Files::delete,
            path -> Files.write(path, new byte[10_000]),
            path -> Files.writeString(path, "not a database"),
            path -> {
              try (var channel =
                  java.nio.channels.FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2 & -4096);
              }
            },
            path -> {
              try (Db db = Db.open(path)) {
                db.update("update state set v='0'");
              }
            },
            path -> {
              try (Db db = Db.open(path)) {
                db.execute("drop table f");
              }
            },
            path -> {
              // As after a power failure: the index lags, or has what the store lost.
              try (Db db = Db.open(path)) {
                db.execute("delete from f where rowid % 3 = 0");
                db.execute("delete from doc where id % 3 = 0");
                db.execute("insert into doc(id,crc,whole) values(77,1,1)");
                db.execute("insert into f(rowid,body) values(77,'window')");
              }
            });
    for (Damage damage : damages) {
      damage.to(file);
      try (Engine engine = Engine.open(temp, OPTIONS)) {
        compare(engine, inbox, 8);
        awaitIndexed(engine, count);
        compare(engine, inbox, 8);
      }
    }
  }

  /** Does something to the file of the index. */
  private interface Damage {
    void to(Path file) throws Exception;
  }

  @Test
  void aBackupLeavesTheIndexOutAndMakesItAgain() throws Exception {
    StoreAdmin.Progress quiet = (done, total) -> {};
    Path copy = temp.resolve("copy");
    long inbox;
    try (Engine engine = Engine.open(temp.resolve("mail"), OPTIONS)) {
      inbox = inbox(engine, "ann");
      appendAll(engine, inbox);
      awaitIndexed(engine, mail.size());
      engine.backup(copy, quiet);
      assertEquals(List.of(), engine.check(quiet).findings());
    }
    assertFalse(Files.exists(copy.resolve(SearchFile.NAME)));
    try (Engine engine = Engine.open(copy, OPTIONS)) {
      compare(engine, inbox, 20);
      awaitIndexed(engine, mail.size());
      compare(engine, inbox, 20);
    }
  }
}
