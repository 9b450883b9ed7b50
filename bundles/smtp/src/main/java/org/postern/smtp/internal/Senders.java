package org.postern.smtp.internal;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.postern.directory.Account;
import org.postern.directory.Resolver;
import org.postern.net.Connection;

/** Decides at MAIL who may send, what, and in whose name. Thread-safe. */
final class Senders {
  private final Resolver resolver;
  private final LongSupplier freeSpace;

  /**
   * @param freeSpace octets left for messages on their way in
   */
  Senders(Resolver resolver, LongSupplier freeSpace) {
    this.resolver = resolver;
    this.freeSpace = freeSpace;
  }

  /**
   * On submission, nobody sends without a login (RFC 6409 4.3).
   *
   * @return the account as it is now: what was allowed at login may have been taken away since
   */
  Account requireLogin(Optional<Account> account, Connection connection) throws Refusal {
    if (account.isEmpty()) {
      // RFC 4954 6, RFC 3207 4.
      throw connection.loginAllowed()
          ? new Refusal(530, "5.7.0", "Log in first (AUTH)")
          : new Refusal(530, "5.7.0", "Start TLS first (STARTTLS), then log in (AUTH)");
    }
    return resolver
        .account(account.get().id())
        .filter(current -> current.allows("submission"))
        .orElseThrow(() -> new Refusal(550, "5.7.1", "Your account may not send mail"));
  }

  /** Checks what MAIL said. */
  void check(
      Path sender, MailParameters parameters, Optional<Account> account, SmtpSettings settings)
      throws Refusal {
    requireAscii(sender, parameters.smtpUtf8());
    if (parameters.size() > settings.maxMessageBytes()) {
      throw Incoming.tooLarge(settings.maxMessageBytes());
    }
    if (parameters.size() > settings.spoolMemoryBytes()
        && parameters.size() > freeSpace.getAsLong()) {
      throw new Refusal(452, "4.3.1", "Out of disk space; try again later");
    }
    // RFC 6409 6.1: one sends as oneself, or from <>, as a receipt does (RFC 8098 3).
    if (account.isPresent()
        && !sender.isNull()
        && !resolver.maySendAs(account.get().id(), sender.address())) {
      throw new Refusal(
          550,
          "5.7.1",
          Reply.quote(
              sender + " is no address of " + account.get().address() + "; send from one that is"));
    }
  }

  static void requireAscii(Path path, boolean smtpUtf8) throws Refusal {
    if (!smtpUtf8 && !path.isAscii()) {
      // RFC 6531 3.5.
      throw new Refusal(553, "5.6.7", "An address above ASCII needs SMTPUTF8 in MAIL");
    }
  }
}
