package org.postern.imap.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.directory.Alias;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;
import org.postern.net.Connection;
import org.postern.net.Login;

/**
 * Logs every account of example.test in with the password {@code secret}, and refuses one named
 * after a reason ({@code throttled@example.test}) for that reason.
 */
final class Accounts implements Login {
  volatile List<String> mechanisms = List.of("PLAIN", "RIDDLE");

  /** What is hidden from whoever logs in. */
  volatile Set<String> hidden = Set.of();

  /** How often somebody left a connection that goes on; of one session's thread. */
  volatile int left;

  static String id(String local) {
    return ("0000000000000000000000" + local).substring(local.length());
  }

  static Account account(String local) {
    return account(local, Set.of());
  }

  /** With capabilities that are hidden from it. */
  static Account account(String local, Set<String> hidden) {
    return new Account(
        id(local),
        local + (local.equals("zoe") ? "@other.test" : "@example.test"),
        "",
        Account.State.ACTIVE,
        Account.Quota.INHERITED,
        Map.of(),
        hidden.isEmpty() ? Map.of() : Map.of("imap", hidden),
        Instant.EPOCH,
        Instant.EPOCH,
        1);
  }

  /** Who is in the group {@code staff@example.test}; and that is in {@code all@example.test}. */
  volatile Set<String> staff = Set.of("bob");

  private static Alias group(String local, String member) {
    return new Alias(
        "group-" + local,
        local + "@example.test",
        "",
        Alias.Kind.GROUP,
        List.of(member),
        Instant.EPOCH,
        1);
  }

  /** Knows anna and bob, zoe of another domain, and the groups. */
  Resolver resolver() {
    return new Resolver() {
      @Override
      public Resolution resolve(String address) {
        String local = address.replaceAll("@example\\.test$|@other\\.test$", "");
        if (address.equals("staff@example.test") && !staff.isEmpty()) {
          return new Resolution.Local(
              staff.stream()
                  .map(each -> new Resolution.Destination(Accounts.account(each), ""))
                  .toList());
        }
        return Set.of("anna", "bob", "zoe").contains(local)
            ? new Resolution.Local(List.of(new Resolution.Destination(Accounts.account(local), "")))
            : new Resolution.Unknown();
      }

      @Override
      public boolean maySendAs(String accountId, String address) {
        return false;
      }

      @Override
      public Optional<Account> account(String id) {
        return Optional.of(Accounts.account(id.replaceAll("^0+", "")));
      }

      @Override
      public Optional<Alias> group(String idOrAddress) {
        return switch (idOrAddress) {
          case "staff@example.test", "group-staff" -> Optional.of(Accounts.group("staff", "bob"));
          case "all@example.test", "group-all" ->
              Optional.of(Accounts.group("all", "staff@example.test"));
          default -> Optional.empty();
        };
      }

      @Override
      public Set<String> groups(String accountId) {
        return staff.contains(accountId.replaceAll("^0+", ""))
            ? Set.of("group-staff", "group-all")
            : Set.of();
      }

      @Override
      public Account.Quota quota(String accountId) {
        return Account.Quota.INHERITED;
      }
    };
  }

  @Override
  public List<String> mechanisms(Connection connection) {
    return connection.loginAllowed() ? mechanisms : List.of();
  }

  @Override
  public Outcome password(Connection connection, String protocol, String login, String password) {
    if (!connection.loginAllowed()) {
      return new Outcome.Refused(Reason.TLS_REQUIRED, "");
    }
    String local = login.replaceAll("@.*", "");
    for (Reason reason : Reason.values()) {
      if (reason.name().equalsIgnoreCase(local)) {
        return new Outcome.Refused(reason, "Because it is " + reason);
      }
    }
    return password.equals("secret") && protocol.equals("imap")
        ? new Outcome.Granted(account(local.replaceAll("\\+.*", ""), hidden), login)
        : new Outcome.Refused(Reason.BAD_CREDENTIALS, "");
  }

  @Override
  public void leave(Connection connection) {
    left++;
  }

  @Override
  public Optional<Exchange> sasl(Connection connection, String protocol, String mechanism) {
    if (!mechanisms(connection).contains(mechanism)) {
      return Optional.empty();
    }
    return Optional.of(mechanism.equals("PLAIN") ? new Plain(connection, protocol) : new Riddle());
  }

  /** RFC 4616. */
  private final class Plain implements Exchange {
    private final Connection connection;
    private final String protocol;

    Plain(Connection connection, String protocol) {
      this.connection = connection;
      this.protocol = protocol;
    }

    @Override
    public boolean clientFirst() {
      return true;
    }

    @Override
    public Step next(byte[] response) {
      String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
      return new Step.Done(
          parts.length == 3
              ? password(connection, protocol, parts[1], parts[2])
              : new Outcome.Refused(Reason.MALFORMED, ""));
    }
  }

  /** A mechanism in which the server speaks first, twice. */
  private static final class Riddle implements Exchange {
    private int step;

    @Override
    public boolean clientFirst() {
      return false;
    }

    @Override
    public Step next(byte[] response) {
      String said = new String(response, StandardCharsets.UTF_8);
      return switch (step++) {
        case 0 -> new Step.Challenge("who?".getBytes(StandardCharsets.UTF_8));
        case 1 -> new Step.Challenge(("why, " + said + "?").getBytes(StandardCharsets.UTF_8));
        default ->
            new Step.Done(
                said.equals("because")
                    ? new Outcome.Granted(account("anna"), "anna@example.test")
                    : new Outcome.Refused(Reason.BAD_CREDENTIALS, ""));
      };
    }
  }
}
