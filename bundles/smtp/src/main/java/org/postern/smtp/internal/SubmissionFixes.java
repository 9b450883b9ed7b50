package org.postern.smtp.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.directory.Account;
import org.postern.directory.Resolver;

/**
 * What a submission server does to the message of one of its people (RFC 6409 8): it adds what is
 * missing and changes nothing that is there. A Bcc field stays as it was sent; taking it off is the
 * mail program's part (RFC 5322 3.6.3).
 */
final class SubmissionFixes {
  private final Resolver resolver;

  SubmissionFixes(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The fields to add before the message, or none.
   *
   * @param header the message's own
   * @param id for a new Message-ID
   * @throws Refusal when the message claims to be sent by somebody else
   */
  byte[] fields(
      Header header, Account account, Path sender, String hostname, String id, String date)
      throws Refusal {
    StringBuilder added = new StringBuilder();
    if (!header.has("Date")) {
      // RFC 6409 8.2.
      added.append("Date: ").append(date).append("\r\n");
    }
    if (!header.has("Message-ID")) {
      // RFC 6409 8.3.
      added.append("Message-ID: <").append(id).append('@').append(hostname).append(">\r\n");
    }
    String own = sender.isNull() ? account.address() : sender.address();
    Optional<String> from = header.first("From");
    if (from.isEmpty()) {
      added.append("From: ").append(own).append("\r\n");
    } else if (Addressees.in(utf8(from.get())).stream().noneMatch(a -> owns(account, a))) {
      sender(header, account, own, added);
    }
    return added.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * RFC 6409 8.1: the From is not one of the account's addresses, so Sender has to say whose hand
   * it was.
   */
  private void sender(Header header, Account account, String own, StringBuilder added)
      throws Refusal {
    Optional<String> field = header.first("Sender");
    if (field.isEmpty()) {
      added.append("Sender: ").append(own).append("\r\n");
      return;
    }
    List<String> claimed = Addressees.in(utf8(field.get()));
    if (claimed.stream().noneMatch(address -> owns(account, address))) {
      throw new Refusal(
          550,
          "5.7.1",
          "Neither the From nor the Sender field is an address of "
              + Reply.quote(account.address())
              + "; send from one that is");
    }
  }

  private boolean owns(Account account, String address) {
    return resolver.maySendAs(account.id(), address);
  }

  private static String utf8(String value) {
    return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
