package org.postern.imap.internal;

import java.io.IOException;
import org.apache.james.core.quota.QuotaLimitValue;
import org.apache.james.core.quota.QuotaUsageValue;
import org.apache.james.mailbox.quota.QuotaManager;

/** GETQUOTA, GETQUOTAROOT, SETQUOTA (RFC 9208 4.1). An account has one root for all it has. */
final class Quota implements Command.LoggedIn {
  private static final String ROOT = "account";
  private static final int STORAGE_UNIT = 1024;

  /** Which of the commands. */
  enum Ask {
    OF_ROOT("GETQUOTA"),
    OF_MAILBOX("GETQUOTAROOT"),
    SET("SETQUOTA");

    private final String verb;

    Ask(String verb) {
      this.verb = verb;
    }
  }

  private final Ask ask;

  Quota(Ask ask) {
    this.ask = ask;
  }

  @Override
  public String verb() {
    return ask.verb;
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    switch (ask) {
      case OF_ROOT -> {
        String root = in.astring();
        in.end();
        if (!root.equals(ROOT)) {
          throw new Failure.No(Code.NONEXISTENT, "There is no such quota root");
        }
      }
      case OF_MAILBOX -> {
        String name = session.mailbox(in);
        in.end();
        if (!user.exists(name)) {
          throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
        }
        Responses out = session.responses();
        if (!user.owns(name)) {
          // RFC 9208 4.1.2: the quota of its owner is nobody else's business.
          out.ascii("* QUOTAROOT ").mailbox(name).end();
          return Done.of(verb() + " completed");
        }
        out.ascii("* QUOTAROOT ").mailbox(name).octet(' ').string(ROOT).end();
      }
      case SET -> {
        in.astring();
        in.space();
        limits(in);
        in.end();
        // RFC 9208 4.1.3: without the capability QUOTASET.
        throw new Failure.No(Code.NOPERM, "Only an administrator sets quotas");
      }
    }
    tell(session, user);
    return Done.of(verb() + " completed");
  }

  private static void limits(CommandReader in) throws Failure {
    in.open();
    while (in.peek() != ')') {
      in.atom();
      in.space();
      in.number64();
      in.take(' ');
    }
    in.close();
  }

  // RFC 9208 5.1: resources without a limit are not told.
  private static void tell(Session session, User user) throws Failure, IOException {
    QuotaManager.Quotas quotas = user.quotas();
    Responses out = session.responses();
    out.ascii("* QUOTA ").string(ROOT).ascii(" (");
    boolean storage =
        tell(
            out,
            "STORAGE",
            quotas.getStorageQuota().getUsed(),
            quotas.getStorageQuota().getLimit(),
            STORAGE_UNIT);
    if (storage && quotas.getMessageQuota().getLimit().isLimited()) {
      out.octet(' ');
    }
    tell(
        out, "MESSAGE", quotas.getMessageQuota().getUsed(), quotas.getMessageQuota().getLimit(), 1);
    out.octet(')').end();
  }

  private static boolean tell(
      Responses out,
      String resource,
      QuotaUsageValue<?, ?> used,
      QuotaLimitValue<?> limit,
      int unit)
      throws IOException {
    if (!limit.isLimited()) {
      return false;
    }
    out.ascii(resource).octet(' ').number((used.asLong() + unit - 1) / unit);
    out.octet(' ').number(limit.asLong() / unit);
    return true;
  }
}
