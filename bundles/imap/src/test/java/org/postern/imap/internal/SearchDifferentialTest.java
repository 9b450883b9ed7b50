package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SEARCH of random queries against what is known of the messages without reading them (RFC 9051
 * 6.4.4).
 */
class SearchDifferentialTest {
  private static final long SEED = Long.getLong("postern.search.seed", 3);
  private static final List<String> WORDS =
      List.of(
          "window", "invoice", "the", "Quick", "fox", "grün", "żółw", "Привет", "дом", "日本語",
          "x+y=z", "100%", "a*b", "naïve", "in", "window7");

  /** Words, parts of them and more, in none of the fields that are not known here. */
  private static final List<String> PARTS =
      List.of(
          "window", "indow", "Ndow7", "w", "wi", "INVOICE", "quick", "fox", "grün", "ün", "żół",
          "ÓŁ", "РИВЕТ", "ом", "日本語", "本語", "語", "+y=", "=z", "100%", "a*", "naï");

  private static final List<String> FLAGS = List.of("Seen", "Flagged", "Answered", "Draft");

  @RegisterExtension final TestServer server = new TestServer();

  private final Random random = new Random(SEED);

  /**
   * A message as its reader sees it.
   *
   * @param flags system flags by name
   */
  private record Known(
      int number, String from, String subject, String body, int size, List<String> flags) {
    boolean has(String flag) {
      return flags.contains(flag);
    }
  }

  /** A query as it is sent, and what it means. */
  private record Query(String text, Predicate<Known> meaning) {}

  private String words(int most) {
    return random
        .ints(1 + random.nextInt(most), 0, WORDS.size())
        .mapToObj(WORDS::get)
        .collect(Collectors.joining(" "));
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    StringBuilder coded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      coded.append(String.format("=%02X", b));
      if (coded.length() % 60 == 0) {
        coded.append("=\r\n");
      }
    }
    return coded.toString();
  }

  private Known deliver(int number) {
    String from = "p" + random.nextInt(5) + "@x.test";
    String subject = words(5);
    String body = words(60);
    boolean parts = random.nextBoolean();
    String part =
        random.nextBoolean()
            ? "Content-Transfer-Encoding: base64\r\n\r\n" + base64(body)
            : "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(body);
    part = "Content-Type: text/plain; charset=utf-8\r\n" + part + "\r\n";
    String message =
        "From: "
            + from
            + "\r\nSubject: =?utf-8?b?"
            + base64(subject).replace("\r\n", "")
            + "?=\r\n"
            + (parts
                ? "Content-Type: multipart/mixed; boundary=0\r\n\r\n--0\r\n" + part + "--0--\r\n"
                : part);
    server.with(message);
    return new Known(number, from, subject, body, message.length(), new ArrayList<>());
  }

  private static boolean contains(String text, String needle) {
    return text.toLowerCase(Locale.ROOT).contains(needle.toLowerCase(Locale.ROOT));
  }

  private String needle() {
    String words = words(3);
    int[] characters = words.codePoints().toArray();
    int from = random.nextInt(characters.length);
    int length = 1 + random.nextInt(Math.min(9, characters.length - from));
    String needle = new String(characters, from, length);
    return random.nextBoolean() ? needle : needle.toUpperCase(Locale.ROOT);
  }

  /** A needle quoted, or as a literal. */
  private String string(String needle) {
    int octets = needle.getBytes(StandardCharsets.UTF_8).length;
    return random.nextBoolean() ? '"' + needle + '"' : "{" + octets + "+}\r\n" + needle;
  }

  private Query text() {
    String needle = needle();
    return switch (random.nextInt(6)) {
      case 0 -> new Query("SUBJECT " + string(needle), m -> contains(m.subject, needle));
      case 1 -> new Query("HEADER subject " + string(needle), m -> contains(m.subject, needle));
      case 2 -> {
        String digit = "P" + random.nextInt(5) + "@";
        yield new Query("FROM " + digit, m -> contains(m.from, digit));
      }
      case 3 -> new Query("BODY " + string(needle), m -> contains(m.body, needle));
      case 4 -> {
        String part = PARTS.get(random.nextInt(PARTS.size()));
        yield new Query(
            "TEXT " + string(part), m -> contains(m.subject, part) || contains(m.body, part));
      }
      default -> {
        // Long enough to be in none of the fields that are not known here.
        String long3 = WORDS.get(random.nextInt(2)) + " " + WORDS.get(random.nextInt(8));
        yield new Query(
            "TEXT " + string(long3), m -> contains(m.subject, long3) || contains(m.body, long3));
      }
    };
  }

  private Query plain(int messages) {
    return switch (random.nextInt(4)) {
      case 0 -> {
        int from = 1 + random.nextInt(messages);
        int to = 1 + random.nextInt(messages);
        yield new Query(
            from + ":" + to, m -> m.number >= Math.min(from, to) && m.number <= Math.max(from, to));
      }
      case 1 -> {
        int size = random.nextInt(2_000);
        yield new Query("LARGER " + size, m -> m.size > size);
      }
      case 2 -> {
        String flag = FLAGS.get(random.nextInt(FLAGS.size()));
        yield new Query(flag.toUpperCase(Locale.ROOT), m -> m.has(flag));
      }
      default -> {
        String flag = FLAGS.get(random.nextInt(FLAGS.size()));
        yield new Query("UN" + flag.toUpperCase(Locale.ROOT), m -> !m.has(flag));
      }
    };
  }

  private Query query(int depth, int messages) {
    int kind = depth == 0 ? 6 : random.nextInt(8);
    if (kind < 2) {
      Query one = query(depth - 1, messages);
      Query other = query(depth - 1, messages);
      return new Query(
          "OR " + one.text + " " + other.text, m -> one.meaning.test(m) || other.meaning.test(m));
    }
    if (kind < 4) {
      Query one = query(depth - 1, messages);
      Query other = query(depth - 1, messages);
      return new Query(
          "(" + one.text + " " + other.text + ")",
          m -> one.meaning.test(m) && other.meaning.test(m));
    }
    if (kind == 4) {
      Query one = query(depth - 1, messages);
      return new Query("NOT " + one.text, m -> !one.meaning.test(m));
    }
    return kind < 7 ? text() : plain(messages);
  }

  private void compare(Client client, List<Known> mail, int queries) throws Exception {
    for (int i = 0; i < queries; i++) {
      Query query = query(4, mail.size());
      String expected =
          mail.stream()
              .filter(query.meaning)
              .map(m -> " " + m.number)
              .collect(Collectors.joining());
      String tag = "q" + random.nextInt(1_000_000);
      client.utf8(tag + " SEARCH CHARSET UTF-8 " + query.text + "\r\n");
      assertEquals(
          List.of("* SEARCH" + expected, "OK SEARCH completed"),
          client.answer(tag),
          query.text + " of seed " + SEED);
    }
  }

  @Test
  void findsWhatTheMessagesAreKnownToSay() throws Exception {
    List<Known> mail = new ArrayList<>();
    for (int i = 1; i <= 80; i++) {
      mail.add(deliver(i));
    }
    try (Client client = server.inbox()) {
      for (Known message : mail) {
        if (random.nextBoolean()) {
          String flag = FLAGS.get(random.nextInt(FLAGS.size()));
          client.ok("STORE " + message.number + " +FLAGS.SILENT (\\" + flag + ")");
          message.flags.add(flag);
        }
      }
      compare(client, mail, 300);
      for (int i = 0; i < 20; i++) {
        mail.add(deliver(mail.size() + 1));
        int away = 1 + random.nextInt(mail.size());
        client.ok("NOOP");
        client.ok("STORE " + away + " +FLAGS.SILENT (\\Deleted)");
        client.ok("EXPUNGE");
        mail.remove(away - 1);
        for (int n = 0; n < mail.size(); n++) {
          Known m = mail.get(n);
          mail.set(n, new Known(n + 1, m.from, m.subject, m.body, m.size, m.flags));
        }
        compare(client, mail, 10);
      }
    }
  }
}
