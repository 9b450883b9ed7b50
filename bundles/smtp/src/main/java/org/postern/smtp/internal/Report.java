package org.postern.smtp.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.postern.mailbox.Content;

/**
 * A delivery status notification (RFC 3464, RFC 6522; RFC 6533 for internationalized addresses)
 * about one message. For one thread.
 */
final class Report {
  private final SmtpSettings settings;
  private final Envelope envelope;
  private final Header header;
  private final String date;
  private final StringBuilder people = new StringBuilder();
  private final StringBuilder status = new StringBuilder();
  private boolean failures;

  Report(SmtpSettings settings, Envelope envelope, Header header, String date) {
    this.settings = settings;
    this.envelope = envelope;
    this.header = header;
    this.date = date;
  }

  void delivered(Recipient recipient) {
    people.append("  ").append(recipient.path()).append(": delivered\r\n");
    // RFC 3464 2.3.3: final delivery into a mailbox is "delivered".
    recipient(recipient, "delivered", "2.1.5");
    status.append("\r\n");
  }

  void failed(Recipient recipient, Reply reply) {
    failures = true;
    people
        .append("  ")
        .append(recipient.path())
        .append(": not delivered: ")
        .append(reply.lines().getFirst())
        .append("\r\n");
    // It will not be tried again, so what was temporary is final now (RFC 3463 2).
    recipient(recipient, "failed", "5" + reply.status().substring(1));
    status.append("Diagnostic-Code: smtp; ").append(reply).append("\r\n\r\n");
  }

  private void recipient(Recipient recipient, String action, String code) {
    recipient
        .parameters()
        .originalRecipient()
        .ifPresent(original -> field("Original-Recipient", original.replaceFirst(";", "; ")));
    field("Final-Recipient", (utf8() ? "utf-8; " : "rfc822; ") + recipient.path().address());
    field("Action", action);
    field("Status", code);
  }

  private void field(String name, String value) {
    status.append(name).append(": ").append(value).append("\r\n");
  }

  /**
   * The report, ready to be stored.
   *
   * @param message what it is about
   */
  Content content(Message message, String id) {
    String boundary = "=_postern_" + id;
    StringBuilder text = new StringBuilder(1024);
    String domain = envelope.sender().domain();
    text.append("Return-Path: <>\r\n");
    text.append("From: Mail Delivery System <postmaster@").append(domain).append(">\r\n");
    text.append("To: ").append(envelope.sender().address()).append("\r\n");
    text.append("Subject: ")
        .append(
            failures ? "Your message was not delivered to everybody" : "Your message was delivered")
        .append("\r\n");
    text.append("Date: ").append(date).append("\r\n");
    text.append("Message-ID: <").append(id).append('@').append(settings.hostname()).append(">\r\n");
    header
        .first("Message-ID")
        .filter(about -> Text.isAscii(about) && about.length() < 900)
        .ifPresent(about -> text.append("In-Reply-To: ").append(about).append("\r\n"));
    // RFC 3834 5.
    text.append("Auto-Submitted: auto-replied\r\n");
    text.append("MIME-Version: 1.0\r\n");
    text.append("Content-Type: multipart/report; report-type=");
    text.append(utf8() ? "global-delivery-status" : "delivery-status");
    text.append(";\r\n\tboundary=\"").append(boundary).append("\"\r\n");
    text.append("Content-Transfer-Encoding: 8bit\r\n\r\n");

    part(text, boundary, "text/plain; charset=utf-8");
    text.append("This is the mail system at ").append(settings.hostname()).append(".\r\n\r\n");
    text.append("What became of your message:\r\n\r\n").append(people);
    if (failures) {
      text.append("\r\nIt will not be tried again; send it once more when the cause is gone.\r\n");
    }

    part(text, boundary, utf8() ? "message/global-delivery-status" : "message/delivery-status");
    envelope
        .parameters()
        .envelopeId()
        .ifPresent(envid -> text.append("Original-Envelope-Id: ").append(envid).append("\r\n"));
    text.append("Reporting-MTA: dns; ").append(settings.hostname()).append("\r\n");
    text.append("Arrival-Date: ").append(date).append("\r\n\r\n");
    text.append(status, 0, status.length() - 2);

    return withOriginal(text, boundary, message);
  }

  /**
   * RFC 3461 4.3: a failure brings the whole message back when RET=FULL asked for it; a success
   * never does. A binary message can't be a part of one that is not.
   */
  private Content withOriginal(StringBuilder text, String boundary, Message message) {
    boolean full =
        failures
            && envelope.parameters().ret().filter(MailParameters.Ret.FULL::equals).isPresent()
            && envelope.parameters().body() != MailParameters.Body.BINARY;
    String end = "\r\n--" + boundary + "--\r\n";
    if (full) {
      part(text, boundary, utf8() ? "message/global" : "message/rfc822");
      return new Parts(bytes(text.toString()), message, bytes(end));
    }
    part(text, boundary, utf8() ? "message/global-headers" : "text/rfc822-headers");
    byte[] before = bytes(text.toString());
    byte[] all = java.util.Arrays.copyOf(before, before.length + header.length());
    System.arraycopy(message.spool().head(), 0, all, before.length, header.length());
    return new Parts(all, null, bytes(end));
  }

  private static void part(StringBuilder text, String boundary, String type) {
    text.append("\r\n--").append(boundary).append("\r\nContent-Type: ").append(type);
    text.append("\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
  }

  private boolean utf8() {
    return envelope.parameters().smtpUtf8();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The report around the message that it brings back, or around nothing. */
  private record Parts(byte[] before, Content original, byte[] after) implements Content {
    @Override
    public long size() {
      return before.length + (original == null ? 0 : original.size()) + after.length;
    }

    @Override
    public InputStream open() throws IOException {
      InputStream middle = original == null ? InputStream.nullInputStream() : original.open();
      return new SequenceInputStream(
          Collections.enumeration(
              List.of(new ByteArrayInputStream(before), middle, new ByteArrayInputStream(after))));
    }
  }
}
