package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.util.OptionalLong;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Quota.Scope;
import org.postern.directory.Account;
import org.postern.directory.Resolver;
import org.postern.mailbox.internal.engine.Quotas;

/** Where quota limits are kept. Thread-safe. */
public interface Limits {
  long UNLIMITED = -1;

  /** What is limited. */
  enum Kind {
    BYTES,
    MESSAGES
  }

  /**
   * @param name of the quota root or the domain; empty for the global limit
   */
  OptionalLong get(Kind kind, Scope scope, String name) throws IOException;

  void set(Kind kind, Scope scope, String name, long limit) throws IOException, MailboxException;

  void remove(Kind kind, Scope scope, String name) throws IOException, MailboxException;

  /** Kept in the store itself. */
  record Stored(Quotas quotas) implements Limits {
    private static String key(Kind kind, Scope scope, String name) {
      return kind + "/" + scope + "/" + name;
    }

    @Override
    public OptionalLong get(Kind kind, Scope scope, String name) throws IOException {
      return quotas.limit(key(kind, scope, name));
    }

    @Override
    public void set(Kind kind, Scope scope, String name, long limit) throws IOException {
      quotas.setLimit(key(kind, scope, name), limit);
    }

    @Override
    public void remove(Kind kind, Scope scope, String name) throws IOException {
      quotas.removeLimit(key(kind, scope, name));
    }
  }

  /**
   * Those of the directory, which merges the limits of account, domain and server by itself; they
   * are changed there.
   */
  record OfDirectory(Resolver resolver) implements Limits {
    private static final String PRIVATE = Quotas.root("#private", "");

    @Override
    public OptionalLong get(Kind kind, Scope scope, String name) {
      if (scope != Scope.User || !name.startsWith(PRIVATE)) {
        return OptionalLong.empty();
      }
      Account.Quota quota = resolver.quota(name.substring(PRIVATE.length()));
      return kind == Kind.BYTES ? quota.bytes() : quota.messages();
    }

    @Override
    public void set(Kind kind, Scope scope, String name, long limit) throws MailboxException {
      throw readOnly();
    }

    @Override
    public void remove(Kind kind, Scope scope, String name) throws MailboxException {
      throw readOnly();
    }

    private static MailboxException readOnly() {
      return new MailboxException("Quota limits are set in the directory, on the account");
    }
  }
}
