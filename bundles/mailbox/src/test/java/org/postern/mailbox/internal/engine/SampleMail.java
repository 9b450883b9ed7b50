package org.postern.mailbox.internal.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Mail to search through: real, generated with known words, and broken. */
public final class SampleMail {
  public static final List<String> WORDS =
      List.of(
          "window",
          "Windows",
          "invoice",
          "the",
          "is",
          "quick",
          "МОСКВА",
          "Привет",
          "ёлка",
          "Straße",
          "STRASSE",
          "GRÜNEWALD",
          "İstanbul",
          "ISPARTA",
          "ılık",
          "σίσυφος",
          "ΟΔΥΣΣΕΥΣ",
          "日本語",
          "東京都",
          "検索する",
          "ﬁnance",
          "oﬃce",
          "Ⅷ",
          "naïve",
          "ÅNGSTRÖM",
          "한국어",
          "ｆｕｌｌ",
          "ｶﾞｷﾞ",
          "𝒳𝓎𝓏",
          "👩‍💻👍",
          "x+y=z",
          "\"quoted\"",
          "AND",
          "a*b",
          "100%",
          "ǅ");

  /**
   * @param subject as a reader sees it
   * @param body likewise
   */
  public record Known(byte[] octets, String subject, String body) {}

  private SampleMail() {}

  /** The messages of the test jar of Apache James Mime4j. */
  public static List<byte[]> corpus() throws IOException {
    List<byte[]> messages = new ArrayList<>();
    String jar =
        Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
            .filter(path -> path.matches(".*/apache-mime4j-core-[^/]*-tests\\.jar"))
            .findFirst()
            .orElseThrow();
    try (JarFile file = new JarFile(jar)) {
      for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
        if (entry.getName().endsWith(".msg")) {
          messages.add(file.getInputStream(entry).readAllBytes());
        }
      }
    }
    return messages;
  }

  public static String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : i % 9 == 0 ? "\r\n" : " ");
      text.append(WORDS.get(random.nextInt(WORDS.size())));
      if (random.nextInt(4) == 0) {
        text.append(random.nextInt(100_000));
      }
    }
    return text.toString();
  }

  public static Known generate(Random random) {
    String subject = words(random, 1 + random.nextInt(6));
    String body = words(random, 1 + random.nextInt(120));
    if (random.nextInt(3) == 0) {
      body = Normalizer.normalize(body, Normalizer.Form.NFD);
    }
    String charset = List.of("utf-8", "UTF-16BE", "gb18030", "utf-8").get(random.nextInt(4));
    String part = part(random, body, charset);
    String message =
        switch (random.nextInt(4)) {
          case 0 -> part;
          case 1 -> multipart("mixed", "b1", part);
          case 2 -> multipart("mixed", "b1", multipart("alternative", "b2", part));
          default ->
              multipart(
                  "mixed",
                  "b",
                  "Content-Type: message/rfc822\r\n\r\n"
                      + "Subject: inner\r\nMIME-Version: 1.0\r\n"
                      + part);
        };
    String header =
        "From: =?utf-8?B?"
            + base64("Jürgen Müller")
            + "?= <jm@example.org>\r\nTo: ann@example.com"
            + "\r\nSubject: "
            + encoded(random, subject)
            + "\r\nMIME-Version: 1.0\r\n";
    return new Known(
        (header + message).getBytes(StandardCharsets.ISO_8859_1),
        subject.replace("\r\n", " "),
        body);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A subject in words of few octets, cut anywhere, folded. */
  private static String encoded(Random random, String subject) {
    byte[] octets = subject.replace("\r\n", " ").getBytes(StandardCharsets.UTF_8);
    StringBuilder words = new StringBuilder();
    for (int at = 0; at < octets.length; ) {
      int end = Math.min(octets.length, at + 5 + random.nextInt(30));
      byte[] some = java.util.Arrays.copyOfRange(octets, at, end);
      words.append(at == 0 ? "" : "\r\n ");
      if (random.nextBoolean()) {
        words.append("=?UTF-8?b?").append(Base64.getEncoder().encodeToString(some));
      } else {
        words.append("=?utf-8*en?Q?");
        for (byte b : some) {
          words.append(b == ' ' ? "_" : String.format("=%02X", b));
        }
      }
      words.append("?=");
      at = end;
    }
    return words.toString();
  }

  private static String part(Random random, String body, String charset) {
    byte[] octets = body.getBytes(Charset.forName(charset));
    String type = "Content-Type: text/plain; charset=" + charset + "\r\n";
    // Octets with line ends inside of characters can't go as they are.
    return switch (charset.startsWith("UTF-16") ? random.nextInt(2) : random.nextInt(3)) {
      case 0 ->
          type
              + "Content-Transfer-Encoding: base64\r\n\r\n"
              + Base64.getMimeEncoder().encodeToString(octets)
              + "\r\n";
      case 1 ->
          type + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(octets) + "\r\n";
      default ->
          type
              + "Content-Transfer-Encoding: 8bit\r\n\r\n"
              + new String(octets, StandardCharsets.ISO_8859_1)
              + "\r\n";
    };
  }

  private static String quoted(byte[] octets) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (byte b : octets) {
      text.append(String.format("=%02X", b));
      if (++column % 20 == 0) {
        text.append("=\r\n");
      }
    }
    return text.toString();
  }

  private static String multipart(String type, String boundary, String part) {
    return "Content-Type: multipart/"
        + type
        + "; boundary=\""
        + boundary
        + "\"\r\n\r\n--"
        + boundary
        + "\r\nContent-Type: image/png; name=\"=?utf-8?Q?Gr=C3=BC=C3=9Fe.png?=\"\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--"
        + boundary
        + "\r\n"
        + part
        + "\r\n--"
        + boundary
        + "--\r\n";
  }

  /** Cut, doubled or with other octets. */
  public static byte[] broken(Random random, byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < message.length; i++) {
      switch (random.nextInt(400)) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        case 2 -> out.write(message, 0, Math.min(message.length, random.nextInt(200)));
        case 3 -> i += random.nextInt(50);
        default -> out.write(message[i]);
      }
    }
    return out.toByteArray();
  }
}
