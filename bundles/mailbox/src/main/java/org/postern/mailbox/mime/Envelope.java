package org.postern.mailbox.mime;

import java.util.List;

/**
 * The ENVELOPE of a message (RFC 9051 7.5.2), as it stands in the header, unfolded; encoded words
 * are not decoded. Text that is not there is null (NIL), lists that are not there are empty; {@code
 * sender} and {@code replyTo} are those of {@code from} when the message has none of its own.
 */
public record Envelope(
    String date,
    String subject,
    List<Address> from,
    List<Address> sender,
    List<Address> replyTo,
    List<Address> to,
    List<Address> cc,
    List<Address> bcc,
    String inReplyTo,
    String messageId) {

  /** Of a message without a header. */
  public static final Envelope EMPTY =
      new Envelope(
          null, null, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, null);
}
