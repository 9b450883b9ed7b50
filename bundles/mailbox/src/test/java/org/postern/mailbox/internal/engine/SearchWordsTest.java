package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.postern.mailbox.internal.engine.Searched.awaitIndexed;
import static org.postern.mailbox.internal.engine.Searched.inbox;
import static org.postern.mailbox.internal.engine.Searched.matches;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Search.Key;

/**
 * Parts of words, of what is no word, and what stands between: what the index answers is what
 * reading every message answers.
 */
class SearchWordsTest {
  private static final UidSet ALL = UidSet.range(1, Messages.MAX_UID);
  private static final long SEED = Long.getLong("postern.search.seed", 7);
  private static final Engine.Options OPTIONS = new Engine.Options(4 << 20, 100_000, 0, 4, 1);

  private static final String[] ENDS = {"", "ing", "tion", "er", "s", "ung", "ção", "ость", "하다"};
  private static final String[] OTHERS = {
    "日本語のテキスト",
    "会议",
    "語",
    "ภาษาไทย",
    "😀",
    "😀😁😂",
    "–",
    "“",
    "”",
    "ß",
    "éàü",
    "ÿa",
    "\uE000",
    "\uE041x",
    "\uE080\uE080",
    "\u0080",
    "\u0081a\u0085",
    "A\u030A",
    "नमस्ते",
    "שלום",
    "C++",
    "...",
    "$50",
    "don't",
    "a@b.example"
  };

  @TempDir Path temp;

  private final Random random = new Random(SEED);

  /** Of each mailbox the uids, with the octets of their messages. */
  private final Map<Long, Map<Long, byte[]>> mail = new HashMap<>();

  private int count;

  private String letters(int most) {
    StringBuilder word = new StringBuilder();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private String garbage(int most) {
    StringBuilder run = new StringBuilder();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      run.append("abcdefghijABCDEFGHIJ0123456789".charAt(random.nextInt(30)));
    }
    return run.toString();
  }

  private String piece() {
    return switch (random.nextInt(8)) {
      case 0 -> OTHERS[random.nextInt(OTHERS.length)];
      case 1 -> garbage(40);
      case 2 -> String.valueOf(random.nextInt(2_100));
      case 3 -> letters(30) + OTHERS[random.nextInt(OTHERS.length)];
      default -> letters(8) + ENDS[random.nextInt(ENDS.length)];
    };
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(piece());
      text.append(
          switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> ", ";
            case 2 -> "-";
            case 3 -> "\r\n";
            default -> " ";
          });
    }
    return text.toString();
  }

  private String line() {
    return text(1 + random.nextInt(40)).replace("\r\n", " ");
  }

  private byte[] message(int length) {
    String part = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text(length) + "\r\n";
    String body =
        random.nextInt(3) > 0
            ? part
            : "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX-Part: "
                + line()
                + "\r\n"
                + part
                + "--b\r\n"
                + part
                + "--b--\r\n";
    String header = "From: " + line() + " <" + letters(5) + "@x.example>\r\nTo: " + line();
    header +=
        switch (random.nextInt(6)) {
          case 0 -> "";
          case 1 -> "\r\nTo:\r\nCC: " + line() + "\r\nto: " + line();
          // More than the index keeps.
          case 2 -> "\r\nCc:" + (" " + line()).repeat(400) + "\r\nCc: " + line();
          case 3 -> "\r\nCc: =?utf-8?q?=C3=9Cber_" + letters(3) + "?=\r\n " + letters(3);
          default -> "\r\ncc: " + line();
        };
    header += "\r\nX-Id: ";
    return (header + garbage(60) + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
  }

  private void append(Engine engine, long mailbox, byte[] octets) throws IOException {
    long uid = engine.messages().append(Searched.append(octets, mailbox)).getFirst().uid();
    mail.computeIfAbsent(mailbox, m -> new TreeMap<>()).put(uid, octets);
    count++;
  }

  private void compare(Engine engine, long mailbox, Key key) throws IOException {
    List<Long> expected = new ArrayList<>();
    for (Map.Entry<Long, byte[]> message : mail.get(mailbox).entrySet()) {
      if (matches(message.getValue(), key)) {
        expected.add(message.getKey());
      }
    }
    assertArrayEquals(
        expected.stream().mapToLong(uid -> uid).toArray(),
        engine.search().find(mailbox, ALL, key),
        () -> key + " of seed " + SEED + ": " + Arrays.toString(key.text().toCharArray()));
  }

  private void compare(Engine engine, long mailbox, String needle) throws IOException {
    compare(engine, mailbox, new Key.Text(needle));
    compare(engine, mailbox, new Key.Body(needle));
    for (String field : List.of("From", "to", "CC", "X-Id")) {
      compare(engine, mailbox, new Key.Header(field, needle));
    }
  }

  /** A part of a message of any mailbox, sometimes changed a little. */
  private String needle() {
    List<byte[]> all =
        mail.values().stream().flatMap(messages -> messages.values().stream()).toList();
    String text = new String(all.get(random.nextInt(all.size())), StandardCharsets.UTF_8);
    int characters = text.codePointCount(0, text.length());
    int length = 1 + (random.nextInt(8) == 0 ? random.nextInt(40) : random.nextInt(7));
    int begin = random.nextInt(Math.max(1, characters - length));
    int from = text.offsetByCodePoints(0, begin);
    int to = text.offsetByCodePoints(from, Math.min(length, characters - begin));
    String needle = text.substring(from, to);
    return switch (random.nextInt(6)) {
      case 0 -> needle.toUpperCase(Locale.ROOT);
      case 1 -> needle + letters(1);
      case 2 -> needle.replace(' ', '-');
      default -> needle;
    };
  }

  @Test
  void anyPartIsFoundInMailboxesWhoseMessagesLieApart() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      List<Long> boxes = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        boxes.add(inbox(engine, "user" + i));
      }
      for (int i = 0; i < 240; i++) {
        append(engine, boxes.get(i % boxes.size()), message(1 + random.nextInt(1_500)));
      }
      awaitIndexed(engine, count);
      for (int i = 0; i < 150; i++) {
        compare(engine, boxes.get(i % boxes.size()), needle());
      }
      for (String end : ENDS) {
        if (!end.isEmpty()) {
          compare(engine, boxes.getFirst(), end);
        }
      }
      for (String other : OTHERS) {
        compare(engine, boxes.getLast(), other);
      }
    }
  }

  @Test
  void aPartOfManyWordsIsFoundInOneBigMailbox() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long box = inbox(engine, "ann");
      for (int i = 0; i < 200; i++) {
        append(engine, box, message(1 + random.nextInt(1_000)));
      }
      awaitIndexed(engine, count);
      for (String needle : List.of("ing", "tion", "ung", "ção", "ость", "하다", "er", "e", "ing ")) {
        compare(engine, box, needle);
      }
      for (int i = 0; i < 100; i++) {
        compare(engine, box, needle());
      }
    }
  }

  /** The word's postings are more than the mailbox's own messages are worth. */
  @Test
  void aWordOfManyOtherMailboxesIsFoundInASmallOne() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long ann = inbox(engine, "ann");
      long bob = inbox(engine, "bob");
      for (int i = 0; i < 1_600; i++) {
        String text = "From: x\r\n\r\n" + (i % 3 == 0 ? "nothing" : "Everywhere " + letters(4));
        append(engine, i % 40 == 0 ? ann : bob, text.getBytes(StandardCharsets.UTF_8));
      }
      awaitIndexed(engine, count);
      for (String needle : List.of("everywhere", "veryw", "thing", "everywhere a", "ev")) {
        compare(engine, ann, new Key.Text(needle));
        compare(engine, ann, new Key.Body(needle));
        compare(engine, bob, new Key.Text(needle));
      }
    }
  }

  /** Long texts come in pieces, cut anywhere: what stands across a cut is found. */
  @Test
  void runsAcrossPiecesAreFoundWhole() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long box = inbox(engine, "ann");
      List<String> needles = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String run =
            switch (i % 4) {
              case 0 -> letters(20) + "xyzxyz";
              case 1 -> garbage(50) + "7";
              case 2 -> "日本語のテキスト".substring(random.nextInt(4));
              default -> letters(4) + " " + letters(4);
            };
        // A cut is at 32 KiB, or a little before.
        String before = "z".repeat((32 << 10) - 40 + random.nextInt(42));
        String text = "From: x\r\n\r\n" + before + " " + run + " " + letters(9);
        append(engine, box, text.getBytes(StandardCharsets.UTF_8));
        needles.add(run);
        needles.add(run.substring(0, run.length() / 2 + 1));
        needles.add(run.substring(run.length() / 2));
      }
      awaitIndexed(engine, count);
      for (String needle : needles) {
        compare(engine, box, new Key.Body(needle));
      }
    }
  }

  private long words() throws Exception {
    try (Db db = Db.open(temp.resolve(SearchFile.NAME))) {
      return db.number("select count(*) from word", -1);
    }
  }

  @Test
  void wordsThatNoMessageHasAnyMoreAreForgotten() throws Exception {
    try (Engine engine = Engine.open(temp, OPTIONS)) {
      long box = inbox(engine, "ann");
      append(engine, box, message(500));
      addWords(engine, box, 17);
      awaitIndexed(engine, count);
      List<Long> gone = List.copyOf(mail.get(box).keySet()).subList(1, count);
      engine.messages().expunge(box, gone);
      List<byte[]> removed = new ArrayList<>();
      List<String> words = new ArrayList<>();
      for (long uid : gone) {
        removed.add(mail.get(box).remove(uid));
        String text = new String(removed.getLast(), StandardCharsets.UTF_8);
        words.add(text.substring(text.lastIndexOf('\n', text.length() - 2)).strip());
      }
      count = 1;
      awaitIndexed(engine, count);
      addWords(engine, box, 8);
      awaitIndexed(engine, count);
      Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> words() < 12_000);
      // Words that come after that are known by other numbers, those that come again too.
      append(engine, box, removed.getFirst());
      addWords(engine, box, 4);
      awaitIndexed(engine, count);
      for (int i = 0; i < 20; i++) {
        compare(engine, box, new Key.Text(needle()));
        compare(engine, box, new Key.Text(words.get(i % words.size())));
      }
    }
  }

  /** Adds messages with a thousand new words each. */
  private void addWords(Engine engine, long box, int messages) throws IOException {
    for (int i = 0; i < messages; i++) {
      StringBuilder text = new StringBuilder("From: x\r\n\r\n");
      for (int word = 0; word < 1_020; word++) {
        text.append(letters(5)).append("qu").append(letters(5)).append(letters(5)).append(" \r\n");
      }
      append(engine, box, text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
