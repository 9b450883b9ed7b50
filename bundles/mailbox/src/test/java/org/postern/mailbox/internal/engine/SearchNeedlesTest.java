package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.postern.mailbox.internal.engine.Searched.awaitIndexed;
import static org.postern.mailbox.internal.engine.Searched.inbox;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Search.Key;

/** What RFC 9051 6.4.4 says of single texts; the same before the index has them and after. */
class SearchNeedlesTest {
  private static final Engine.Options OPTIONS = new Engine.Options(1 << 20, 100_000, 0, 4, 1);

  /** So many that the index is asked, and that its answer is worth a look at each. */
  private static final int OTHERS = 120;

  @TempDir Path temp;

  private long box;
  private int count;

  private void append(Engine engine, byte[] octets) throws IOException {
    engine.messages().append(Searched.append(octets, box));
    count++;
  }

  private static byte[] message(String subject, String type, String body, Charset charset) {
    return (("Subject: " + subject + "\nFrom: a@b.example\nContent-Type: " + type + "\n\n" + body)
            .replace("\n", "\r\n"))
        .getBytes(charset);
  }

  private void others(Engine engine) throws IOException {
    for (int i = 0; i < OTHERS; i++) {
      append(engine, message("other", "text/plain", "nothing at all", StandardCharsets.UTF_8));
    }
  }

  private static long[] find(Engine engine, long mailbox, Key key) throws IOException {
    UidSet all = UidSet.of(engine.messages().uids(mailbox, Range.ALL, 0, 0));
    return engine.search().find(mailbox, all, key);
  }

  private record Case(Key key, boolean found) {}

  private static Case finds(Key key) {
    return new Case(key, true);
  }

  private static Case misses(Key key) {
    return new Case(key, false);
  }

  /** Whether each key finds the message, which is the only one that it may find. */
  private void check(byte[] octets, List<Case> cases) throws IOException {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      box = inbox(engine, "ann");
      append(engine, octets);
      others(engine);
      for (int round = 0; round < 2; round++) {
        for (Case each : cases) {
          assertArrayEquals(
              each.found ? new long[] {1} : new long[0],
              find(engine, box, each.key),
              each.key + (round == 0 ? " at first" : " indexed"));
        }
        awaitIndexed(engine, count);
      }
    }
  }

  @Test
  void textMatchesFieldsOfPartsAndBodyDoesNot() throws Exception {
    String mixed =
        """
        --b
        Content-Type: text/x-one; charset=iso-8859-1
        Content-Description: =?utf-8?q?Pl=C3=A4ne?= of
         the house
        Content-ID: <part.one@x>

        first text
        --b
        Content-Type: message/rfc822

        Subject: enclosed matter
        X-Inner: inside

        second text
        --b
        Content-Type: application/octet-stream; name="report-7.bin"
        Content-Transfer-Encoding: base64

        c2VjcmV0bHk=
        --b--
        """;
    check(
        message("mixed", "multipart/mixed; boundary=b", mixed, StandardCharsets.UTF_8),
        List.of(
            finds(new Key.Text("charset=iso-8859-1")),
            finds(new Key.Text("CHARSET")),
            finds(new Key.Text("text/x-one")),
            finds(new Key.Text("content-description: PLÄNE of the house")),
            finds(new Key.Text("part.one@x")),
            finds(new Key.Text("enclosed matter")),
            finds(new Key.Text("x-inner: inside")),
            finds(new Key.Text("report-7")),
            finds(new Key.Text("second text")),
            finds(new Key.Body("first text")),
            finds(new Key.Body("second text")),
            // RFC 9051 6.4.4: the body is what is not header, of parts as well.
            misses(new Key.Body("charset")),
            misses(new Key.Body("enclosed matter")),
            misses(new Key.Body("report-7")),
            misses(new Key.Header("Subject", "enclosed matter")),
            misses(new Key.Header("X-Inner", "")),
            // Not text, so neither as it is written nor decoded.
            misses(new Key.Text("secretly")),
            misses(new Key.Text("c2VjcmV0"))));
  }

  @Test
  void subjectsAreComparedUnfoldedAndDecodedAllOfThem() throws Exception {
    String subject =
        "=?utf-8?q?Gr=C3=BC=C3=9Fe?=\n =?iso-8859-1?q?_aus_K=F6ln?= now\n\tfolded"
            + "\nSUBJECT: again \"50%\" of_it 'x' \\ * -a"
            + "\nX-Empty:";
    check(
        message(subject, "text/plain", "words", StandardCharsets.US_ASCII),
        List.of(
            finds(new Key.Header("subject", "GRÜSSE AUS KÖLN NOW")),
            finds(new Key.Header("Subject", "now\tfolded")),
            finds(new Key.Header("SUBJECT", "again")),
            finds(new Key.Header("SUBJECT", "\"50%\" of_it")),
            finds(new Key.Header("SUBJECT", "'x' \\ * -a")),
            finds(new Key.Text("\"50%\"")),
            finds(new Key.Text("of_it 'x'")),
            finds(new Key.Header("SUBJECT", "%\"")),
            finds(new Key.Header("SUBJECT", "%")),
            finds(new Key.Header("x-empty", "")),
            misses(new Key.Header("SUBJECT", "50_")),
            misses(new Key.Header("SUBJECT", "of%it")),
            // Two fields are not one text.
            misses(new Key.Header("SUBJECT", "folded\nagain")),
            misses(new Key.Header("SUBJECT", "folded\r\nagain")),
            misses(new Key.Header("SUBJECT", "foldedagain")),
            misses(new Key.Header("Subject", "words")),
            misses(new Key.Header("Subject", "a\" OR \"n"))));
  }

  @Test
  void lettersAreComparedWithoutCaseAndComposition() throws Exception {
    check(
        message(
            "none",
            "text/plain; charset=utf-8",
            "Straße İstanbul ılık cafe\u0301 Ǆungla ΟΔΥΣΣΕΥΣ ﬁsh Ｗide 日本語テキスト 😀😁😂 a\u0000b",
            StandardCharsets.UTF_8),
        List.of(
            finds(new Key.Body("STRASSE")),
            finds(new Key.Body("straße")),
            finds(new Key.Body("istanbul")),
            finds(new Key.Body("İSTANBUL")),
            finds(new Key.Body("CAFÉ")),
            finds(new Key.Body("cafe\u0301")),
            finds(new Key.Body("ǆUNGLA")),
            finds(new Key.Body("οδυσσευς")),
            finds(new Key.Body("οδυσσευσ")),
            finds(new Key.Body("FISH")),
            finds(new Key.Body("wide")),
            finds(new Key.Body("日本語")),
            finds(new Key.Body("本語")),
            finds(new Key.Body("語")),
            finds(new Key.Body("😀😁😂")),
            finds(new Key.Body("😁")),
            finds(new Key.Body("a\u0000b")),
            finds(new Key.Text("ﬁSH")),
            misses(new Key.Body("cafe\u0300")),
            misses(new Key.Body("日語")),
            misses(new Key.Body("\uD83D"))));
  }

  @Test
  void textsAreComparedInTheirCharset() throws Exception {
    check(
        message("none", "text/plain; charset=koi8-r", "Привет, мир", Charset.forName("koi8-r")),
        List.of(
            finds(new Key.Body("ПРИВЕТ")),
            finds(new Key.Text("мир")),
            finds(new Key.Body("ир")),
            misses(new Key.Body("приветмир"))));
  }

  @Test
  void onlyTheMailboxThatIsAskedAnswersWithEachOfItsCopies() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      box = inbox(engine, "ann");
      long bob = inbox(engine, "bob");
      byte[] wanted = message("wanted", "text/plain", "wanted", StandardCharsets.UTF_8);
      append(engine, wanted);
      others(engine);
      for (int i = 0; i < 40; i++) {
        engine.messages().append(Searched.append(wanted, bob));
      }
      Row row = engine.messages().find(box, Range.of(1), 1).getFirst();
      Messages.Copy copy = new Messages.Copy(row.id(), row.flags(), 1, 2, row.thread());
      long second = engine.messages().copy(box, List.of(copy)).getFirst().uid();
      awaitIndexed(engine, count + 40);
      Key subject = new Key.Header("Subject", "wanted");
      Key text = new Key.Text("wanted");
      for (Key key : List.of(subject, text)) {
        assertArrayEquals(new long[] {1, second}, find(engine, box, key));
        assertArrayEquals(
            new long[] {second}, engine.search().find(box, UidSet.range(2, Messages.MAX_UID), key));
        assertEquals(40, find(engine, bob, key).length);
      }
      engine.messages().expunge(box, List.of(1L));
      long third =
          engine
              .messages()
              .move(box, List.of(new Messages.Move(box, second, copy)))
              .getFirst()
              .uid();
      engine.messages().append(Searched.append(wanted, box));
      for (Key key : List.of(subject, text)) {
        assertArrayEquals(new long[] {third, third + 1}, find(engine, box, key));
      }
    }
  }

  @Test
  void whatIsExpungedOrDeletedLeavesTheIndex() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      box = inbox(engine, "ann");
      long bob = inbox(engine, "bob");
      others(engine);
      for (int i = 0; i < 40; i++) {
        engine
            .messages()
            .append(
                Searched.append(
                    message("privy", "text/plain", "hush", StandardCharsets.UTF_8), bob));
      }
      append(engine, message("privy", "text/plain", "hush", StandardCharsets.UTF_8));
      awaitIndexed(engine, count + 40);
      engine.mailboxes().purge("bob");
      engine.messages().expunge(box, List.of((long) count));
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> indexedRows() == OTHERS);
    }
    try (Db db = Db.open(temp.resolve(SearchFile.NAME))) {
      assertEquals(0, db.number("select count(*) from doc where subject='privy'", -1));
      assertEquals(0, db.number("select count(*) from s where s match 'xivy'", -1));
      assertEquals(OTHERS, db.number("select count(*) from s where s match 'xoth'", -1));
      assertEquals(0, db.number("select count(*) from f where f match 'yus'", -1));
      assertEquals(OTHERS, db.number("select count(*) from f where f match 'yot'", -1));
      assertEquals(OTHERS, db.number("select count(*) from list", -1));
    }
  }

  private long indexedRows() throws Exception {
    try (Db db = Db.open(temp.resolve(SearchFile.NAME))) {
      return db.number("select count(*) from doc", -1);
    }
  }

  @Test
  void anAnswerIsTheSameForFewMessagesAndForMany() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      box = inbox(engine, "ann");
      List<Long> expected = new ArrayList<>();
      for (int i = 1; i <= 200; i++) {
        boolean hit = i % 3 == 0;
        String text = hit ? "shared word" : "nothing";
        append(engine, message(text, "text/plain", text, StandardCharsets.UTF_8));
        if (hit) {
          expected.add((long) i);
        }
      }
      awaitIndexed(engine, count);
      for (int size : List.of(1, 15, 16, 17, 60, 200)) {
        long[] some =
            LongStream.rangeClosed(1, size).filter(uid -> expected.contains(uid)).toArray();
        for (Key key :
            List.of(
                new Key.Header("Subject", "Shared"),
                new Key.Header("Subject", "D "),
                new Key.Body("D WO"))) {
          assertArrayEquals(
              some, engine.search().find(box, UidSet.range(1, size), key), key + " of " + size);
        }
      }
    }
  }
}
