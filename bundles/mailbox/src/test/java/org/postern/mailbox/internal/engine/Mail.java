package org.postern.mailbox.internal.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.postern.mailbox.Content;

/** Messages for the tests. */
final class Mail {
  private Mail() {}

  static Content content(byte[] bytes) {
    return new Content() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(String subject, int bodyLength) {
    StringBuilder text = new StringBuilder("Subject: " + subject + "\r\n\r\n");
    Random random = new Random(subject.hashCode());
    while (text.length() < bodyLength) {
      text.append((char) ('a' + random.nextInt(26)));
      if (text.length() % 60 == 0) {
        text.append("\r\n");
      }
    }
    return text.append("\r\n").toString();
  }

  static Messages.Append append(String text, long... mailboxes) {
    return append(text, Flags.of(Flags.RECENT), mailboxes);
  }

  static Messages.Append append(String text, Flags flags, long... mailboxes) {
    List<Messages.Target> targets =
        java.util.Arrays.stream(mailboxes)
            .mapToObj(mb -> new Messages.Target(mb, flags, 1_000, 2_000, 0, null))
            .toList();
    return new Messages.Append(0, content(bytes(text)), bytes("env"), targets);
  }

  static String read(Engine engine, long id) throws IOException {
    try (InputStream in = engine.messages().open(id)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
