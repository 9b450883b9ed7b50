package org.postern.admin.internal.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.postern.admin.Problem;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.json.Words;
import org.postern.directory.Account;
import org.postern.directory.Directory.AccountFilter;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;
import org.postern.mailbox.StoreAdmin;

/**
 * Narrows the list of accounts. What the directory can't tell is looked at account by account, at
 * most {@link #SCANNED} a call: such a part may be short, or empty, and still have a next one.
 */
final class AccountFilters {
  private static final int SCANNED = 2_000;
  private final Backends backends;
  private final AccountFilter filter;
  private final Optional<Predicate<Account>> rest;

  AccountFilters(
      Backends backends,
      Set<String> domains,
      String address,
      String state,
      String enabled,
      String overQuota) {
    this.backends = backends;
    Optional<Boolean> isEnabled = flag("enabled", enabled);
    Optional<Boolean> isOver = flag("overQuota", overQuota);
    Optional<Account.State> wanted = state(state);
    if (wanted.isEmpty() && isEnabled.equals(Optional.of(false))) {
      wanted = Optional.of(Account.State.DISABLED);
      isEnabled = Optional.empty();
    }
    this.filter = new AccountFilter(domains, Optional.ofNullable(address), wanted);
    Optional<Predicate<Account>> byState =
        isEnabled.map(on -> a -> (a.state() != Account.State.DISABLED) == on);
    Optional<Predicate<Account>> byUse = isOver.map(over -> a -> isOverQuota(a) == over);
    this.rest =
        byState.isPresent() && byUse.isPresent()
            ? Optional.of(byState.get().and(byUse.get()))
            : byState.or(() -> byUse);
  }

  static Optional<Boolean> flag(String name, String value) {
    return switch (value) {
      case null -> Optional.empty();
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> throw Problem.badRequest("bad-parameter", name + " is true or false.");
    };
  }

  private static Optional<Account.State> state(String word) {
    if (word == null) {
      return Optional.empty();
    }
    for (Account.State state : Account.State.values()) {
      if (Words.of(state).equals(word)) {
        return Optional.of(state);
      }
    }
    throw Problem.badRequest(
        "bad-parameter", "state is one of " + String.join(", ", Words.all(Account.State.class)));
  }

  private boolean isOverQuota(Account account) {
    Account.Quota quota = backends.resolver().quota(account.id());
    StoreAdmin.Usage usage = backends.store().usage(account.id());
    return over(quota.bytes(), usage.bytes()) || over(quota.messages(), usage.messages());
  }

  private static boolean over(OptionalLong limit, long used) {
    return limit.isPresent() && used >= limit.getAsLong();
  }

  Page<Account> page(Page.Request request) throws DirectoryException {
    if (rest.isEmpty()) {
      return backends.directory().accounts(request, filter);
    }
    List<Account> found = new ArrayList<>();
    Optional<String> cursor = request.cursor();
    int seen = 0;
    while (true) {
      // Never more than there is room for, so that the cursor stands right behind the last one.
      int room = request.limit() - found.size();
      Page<Account> part =
          backends
              .directory()
              .accounts(new Page.Request(room, cursor, request.q(), request.sort()), filter);
      part.items().stream().filter(rest.get()).forEach(found::add);
      seen += part.items().size();
      cursor = part.next();
      if (cursor.isEmpty() || found.size() >= request.limit() || seen >= SCANNED) {
        return new Page<>(found, cursor);
      }
    }
  }
}
