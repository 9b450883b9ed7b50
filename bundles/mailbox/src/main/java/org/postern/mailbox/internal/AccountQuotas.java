package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.postern.directory.Account;
import org.postern.mailbox.internal.engine.Quotas;

/** The quota of accounts: whether there is room, and room that is held. Thread-safe. */
final class AccountQuotas {
  private final Quotas quotas;
  private final Function<String, Account.Quota> limits;

  /**
   * @param limits the limits in force for an account
   */
  AccountQuotas(Quotas quotas, Function<String, Account.Quota> limits) {
    this.quotas = quotas;
    this.limits = limits;
  }

  /** Why so much more doesn't fit; empty when it does, and when it is not more. */
  Optional<String> full(String user, long messages, long bytes) throws IOException {
    Account.Quota limit = limits.apply(user);
    if (messages <= 0 && bytes <= 0 || unlimited(limit)) {
      return Optional.empty();
    }
    Quotas.Usage usage = quotas.usage(root(user));
    if (limit.bytes().isPresent() && usage.bytes() + bytes > limit.bytes().getAsLong()) {
      return Optional.of(
          "The mailbox holds " + usage.bytes() + " of " + limit.bytes().getAsLong() + " octets");
    }
    if (messages > 0
        && limit.messages().isPresent()
        && usage.messages() + messages > limit.messages().getAsLong()) {
      return Optional.of(
          "The mailbox holds "
              + usage.messages()
              + " of "
              + limit.messages().getAsLong()
              + " messages");
    }
    return Optional.empty();
  }

  /**
   * Holds room until it is closed; nothing where nothing is limited. Who holds room of several
   * users takes them in the order of their names, each once (see {@link Quotas#hold}).
   */
  Quotas.Hold<String> hold(String user, long messages, long bytes)
      throws IOException, InterruptedException {
    if (messages <= 0 && bytes <= 0 || unlimited(limits.apply(user))) {
      return new Quotas.Hold<>(Optional.empty(), () -> {});
    }
    return quotas.hold(root(user), messages, bytes, (count, size) -> full(user, count, size));
  }

  private static String root(String user) {
    return Quotas.root(Places.NAMESPACE, user);
  }

  private static boolean unlimited(Account.Quota limit) {
    return limit.bytes().isEmpty() && limit.messages().isEmpty();
  }
}
