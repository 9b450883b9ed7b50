package org.postern.mailbox.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.postern.mailbox.Content;
import org.postern.mailbox.Maildrop;

/** A message in memory. */
record Text(byte[] octets) implements Content {

  static Text of(String message) {
    return new Text(message.getBytes(StandardCharsets.UTF_8));
  }

  static Text mail(String subject, String body) {
    return of(
        "From: a@example.test\r\nMessage-ID: <"
            + subject.hashCode()
            + "@example.test>\r\nSubject: "
            + subject
            + "\r\n\r\n"
            + body
            + "\r\n");
  }

  /** What a maildrop gives back. */
  static Text of(Maildrop.Body body) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate((int) body.length());
    while (octets.hasRemaining()
        && body.file().read(octets, body.position() + octets.position()) >= 0) {}
    return new Text(octets.array());
  }

  @Override
  public long size() {
    return octets.length;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(octets);
  }

  @Override
  public String toString() {
    return new String(octets, StandardCharsets.UTF_8);
  }
}
