package org.postern.admin.internal.resources;

import jakarta.ws.rs.core.EntityTag;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.admin.Call;
import org.postern.admin.Precondition;
import org.postern.admin.Problem;
import org.postern.admin.Tasks;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.json.Words;
import org.postern.admin.internal.store.StateStore;
import org.postern.directory.Account;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.mailbox.StoreAdmin;

/** Accounts as a caller may see them, and their end: marked, brought back, or removed for good. */
public final class Accounts {
  private final Backends backends;
  private final StateStore state;
  private final Tasks tasks;

  public Accounts(Backends backends, StateStore state, Tasks tasks) {
    this.backends = backends;
    this.state = state;
    this.tasks = tasks;
  }

  /**
   * @throws Problem 404 when there is none, or none that the caller may know of
   */
  Account find(String id, Call call) {
    call.target(id);
    return backends
        .directory()
        .account(id)
        .filter(account -> call.isAccount() || call.seesAddress(account.address()))
        .orElseThrow(() -> Problem.notFound("account"));
  }

  AccountView view(Account account) {
    return AccountView.of(account, deletedAt(account.id()).orElse(null));
  }

  /** Changes with every change of what {@link #view} shows. */
  EntityTag tag(Account account) {
    return deletedAt(account.id()).isPresent()
        ? new EntityTag(account.revision() + "-deleted")
        : Precondition.tag(account.revision());
  }

  Optional<Instant> deletedAt(String id) {
    return state
        .query(row -> row.getLong(1), "select deleted_at from deleted where account = ?", id)
        .stream()
        .findFirst()
        .map(Instant::ofEpochMilli);
  }

  /** Refuses changes of an account that is deleted. */
  void requireInUse(Account account) {
    if (deletedAt(account.id()).isPresent()) {
      throw Problem.conflict(
          "account-deleted", "This account is deleted; restore it before changing it.");
    }
  }

  /** Takes no mail and no logins from now on; address, mail and settings are kept. */
  Account mark(Account account) throws DirectoryException {
    Account marked =
        account.state() == Account.State.DISABLED
            ? account
            : backends.directory().changeAccount(with(account, Account.State.DISABLED));
    state.execute(
        "insert or ignore into deleted values(?, ?, ?)",
        account.id(),
        Words.of(account.state()),
        System.currentTimeMillis());
    return marked;
  }

  Account restore(Account account) throws DirectoryException {
    String before =
        state
            .query(
                row -> row.getString(1),
                "select state from deleted where account = ?",
                account.id())
            .stream()
            .findFirst()
            .orElseThrow(
                () -> Problem.conflict("account-not-deleted", "This account is not deleted."));
    Account.State was = Account.State.DISABLED;
    for (Account.State s : Account.State.values()) {
      if (Words.of(s).equals(before)) {
        was = s;
      }
    }
    AccountProtocols.allow(backends, Set.of(), AccountProtocols.more(account, with(account, was)));
    Account restored =
        was == account.state() ? account : backends.directory().changeAccount(with(account, was));
    state.execute("delete from deleted where account = ?", account.id());
    return restored;
  }

  /**
   * Removes an account that is marked, with all its mail.
   *
   * @return the task's id
   */
  String purge(Account account, Call call) {
    backends.store();
    return tasks.submit(
        "account.delete",
        account.id(),
        call.caller(),
        progress -> {
          StoreAdmin store = backends.store();
          Directory directory = backends.directory();
          progress.at(0, 2);
          store.purge(account.id());
          progress.finishing();
          progress.at(1, 2);
          Optional<Account> left = directory.account(account.id());
          if (left.isPresent()) {
            directory.removeAccount(account.id(), left.get().revision());
          }
          // Mail that was on its way in when the account was closed.
          store.purge(account.id());
          state.execute("delete from deleted where account = ?", account.id());
          progress.at(2, 2);
          return Map.of("account", account.id(), "address", account.address());
        });
  }

  static Account with(Account account, Account.State newState) {
    return new Account(
        account.id(),
        account.address(),
        account.name(),
        newState,
        account.quota(),
        account.protocols(),
        account.hiddenCapabilities(),
        account.createdAt(),
        account.updatedAt(),
        account.revision());
  }
}
