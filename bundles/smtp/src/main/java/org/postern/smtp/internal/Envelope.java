package org.postern.smtp.internal;

import java.util.List;
import java.util.Optional;
import org.postern.directory.Account;

/**
 * What a message came in, once all of it is here.
 *
 * @param account who is logged in: on submission always, elsewhere never
 */
record Envelope(
    Trace.Peer peer,
    Optional<Account> account,
    Path sender,
    MailParameters parameters,
    List<Recipient> recipients) {

  /**
   * Whether a report can go back: only to somebody who proved who he is, and has a mailbox here.
   */
  boolean reportable() {
    return account.isPresent() && !sender.isNull();
  }

  /** RFC 5321 7.6: a recipient may be named only when there is no other. */
  Optional<Path> onlyRecipient() {
    return recipients.size() == 1 ? Optional.of(recipients.getFirst().path()) : Optional.empty();
  }
}
