package org.postern.bench;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;

/**
 * Mail like people get: text and multipart messages of about a size, with words drawn by Zipf's
 * law, encoded names and subjects. The same number gives the same message.
 */
final class Corpus {
  private static final int WORDS = 6_000;
  private static final int SHORTEST_BODY = 200;
  private static final String[] NAMES = {
    "Anna Smith",
    "José García",
    "Zoë Müller",
    "Łukasz Kowalski",
    "Wei Nguyen",
    "山田 太郎",
    "Priya Brown"
  };

  private final String[] words = new String[WORDS];

  Corpus() {
    Random random = new Random(42);
    String consonants = "bcdfghklmnprstvw";
    String vowels = "aeiou";
    for (int i = 0; i < WORDS; i++) {
      StringBuilder word = new StringBuilder();
      for (int syllables = 1 + random.nextInt(4); syllables > 0; syllables--) {
        word.append(consonants.charAt(random.nextInt(consonants.length())));
        word.append(vowels.charAt(random.nextInt(vowels.length())));
      }
      words[i] = word.toString();
    }
  }

  private String word(Random random) {
    int rank = (int) Math.exp(random.nextDouble() * Math.log(WORDS)) - 1;
    return words[Math.clamp(rank, 0, WORDS - 1)];
  }

  /** The word that is so many ranks less common than the most common one, 0..5999. */
  String word(int rank) {
    return words[rank];
  }

  private static String encoded(String text) {
    return text.chars().allMatch(c -> c < 128)
        ? text
        : "=?UTF-8?B?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }

  private String mailbox(Random random) {
    return encoded(NAMES[random.nextInt(NAMES.length)])
        + " <"
        + word(random)
        + "@"
        + word(random)
        + ".example>";
  }

  private String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    while (text.length() < length) {
      String word = word(random);
      text.append(word);
      column += word.length() + 1;
      if (column > 70) {
        text.append("\r\n");
        column = 0;
      } else {
        text.append(' ');
      }
    }
    return text.append("\r\n").toString();
  }

  /** A message of about so many octets, in lines of CRLF, none of them a lone dot. */
  byte[] message(long number, int size) {
    Random random = new Random(number * 0x9E3779B97F4A7C15L + 7);
    StringBuilder message = new StringBuilder(size + 512);
    message
        .append("From: " + mailbox(random) + "\r\n")
        .append("To: " + mailbox(random) + ",\r\n\t" + mailbox(random) + "\r\n")
        .append("Subject: " + encoded(word(random) + " " + word(random) + " über") + "\r\n")
        .append("Date: Sun, 22 Nov 2026 20:00:00 +0000\r\n")
        .append(String.format(Locale.ROOT, "Message-ID: <%016x.0000000000@mx.example>\r\n", number))
        .append("MIME-Version: 1.0\r\n");
    int left = Math.max(SHORTEST_BODY, size - message.length() - 400);
    if (random.nextInt(10) < 3) {
      message
          .append("Content-Type: text/plain; charset=utf-8\r\n\r\n")
          .append(text(random, left + 300));
    } else {
      String text = text(random, left / 2);
      message
          .append("Content-Type: multipart/alternative; boundary=\"=_" + number + "\"\r\n\r\n")
          .append("--=_" + number + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
          .append(text)
          .append(
              "--=_" + number + "\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><p>\r\n")
          .append(text)
          .append("</p></html>\r\n--=_" + number + "--\r\n");
    }
    return message.toString().getBytes(StandardCharsets.UTF_8);
  }
}
