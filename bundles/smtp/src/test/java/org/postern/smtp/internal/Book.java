package org.postern.smtp.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.directory.Addresses;
import org.postern.directory.Alias;
import org.postern.directory.Authenticator;
import org.postern.directory.Directory;
import org.postern.directory.Domain;
import org.postern.directory.Page;
import org.postern.directory.Resolution;
import org.postern.directory.Resolution.Destination;
import org.postern.directory.Resolver;

/** A directory written down by a test: {@code example.test} and whoever is entered. */
final class Book implements Resolver {
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<String, List<String>> groups = new HashMap<>();
  private final Map<String, Resolution> answers = new HashMap<>();
  private final Map<String, Long> quotas = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<String> domains = new HashSet<>(Set.of("example.test"));

  /** Enters an account; its id is made of its address. */
  synchronized Account account(String address, Account.State state) {
    Account account =
        new Account(
            "id-" + address,
            address,
            "",
            state,
            Account.Quota.INHERITED,
            Map.of(),
            Map.of(),
            Instant.EPOCH,
            Instant.EPOCH,
            1);
    accounts.put(address, account);
    return account;
  }

  synchronized void domain(String name) {
    domains.add(name);
  }

  synchronized void group(String address, String... members) {
    groups.put(address, List.of(members));
  }

  /** Sets the answer for one address. */
  synchronized void answer(String address, Resolution resolution) {
    answers.put(address, resolution);
  }

  /** Looking this address up fails. */
  synchronized void broken(String address) {
    broken.add(address);
  }

  /** The most octets that a mailbox may hold. */
  synchronized void quota(String address, long octets) {
    quotas.put("id-" + address, octets);
  }

  @Override
  public synchronized Resolution resolve(String address) {
    Optional<Addresses.Parts> canonical = Addresses.canonical(address);
    if (canonical.isEmpty()) {
      return new Resolution.Unknown();
    }
    Addresses.Parts parts = canonical.get();
    if (broken.contains(parts.toString())) {
      throw new UncheckedIOException(new IOException("the database is gone"));
    }
    if (answers.containsKey(parts.toString())) {
      return answers.get(parts.toString());
    }
    if (!domains.contains(parts.domain())) {
      return new Resolution.Foreign(parts.domain());
    }
    List<Destination> destinations = new ArrayList<>();
    if (groups.containsKey(parts.toString())) {
      for (String member : groups.get(parts.toString())) {
        destinations.add(new Destination(accounts.get(member), ""));
      }
      return new Resolution.Local(destinations);
    }
    int plus = parts.local().indexOf('+');
    String local = plus < 0 ? parts.local() : parts.local().substring(0, plus);
    Account account = accounts.get(local + "@" + parts.domain());
    if (account == null) {
      return new Resolution.Unknown();
    }
    return new Resolution.Local(
        List.of(new Destination(account, plus < 0 ? "" : parts.local().substring(plus + 1))));
  }

  @Override
  public synchronized boolean maySendAs(String accountId, String address) {
    Optional<String> canonical = Addresses.canonical(address).map(Addresses.Parts::toString);
    return canonical
        .filter(
            known ->
                accountId.equals("id-" + known)
                    || groups.getOrDefault(known, List.of()).stream()
                        .anyMatch(member -> accountId.equals("id-" + member)))
        .isPresent();
  }

  @Override
  public synchronized Optional<Account> account(String id) {
    return accounts.values().stream().filter(account -> account.id().equals(id)).findFirst();
  }

  @Override
  public Optional<Alias> group(String idOrAddress) {
    throw new UnsupportedOperationException("mail asks where an address leads");
  }

  @Override
  public Set<String> groups(String accountId) {
    throw new UnsupportedOperationException("mail asks where an address leads");
  }

  @Override
  public synchronized Account.Quota quota(String accountId) {
    return quotas.containsKey(accountId)
        ? new Account.Quota(OptionalLong.of(quotas.get(accountId)), OptionalLong.empty())
        : Account.Quota.INHERITED;
  }

  /** Everybody's password is "secret". */
  Authenticator authenticator() {
    return new Authenticator() {
      @Override
      public Result authenticate(
          String login, String password, String protocol, InetAddress client) {
        return password.equals("secret")
            ? admit(login, "", protocol, client)
            : new Result.BadCredentials();
      }

      @Override
      public Optional<Scram> scram(String login) {
        return Optional.empty();
      }

      @Override
      public String nameKey(String login) {
        return login;
      }

      @Override
      public Result admit(String login, String credential, String protocol, InetAddress client) {
        return account("id-" + login)
            .<Result>map(
                account ->
                    account.allows(protocol)
                        ? new Result.Granted(account)
                        : new Result.NotAllowed("This account may not send mail"))
            .orElseGet(Result.BadCredentials::new);
      }
    };
  }

  /** What the postmaster's rule asks the administrator's view for. */
  Directory directory() {
    return (Directory)
        Proxy.newProxyInstance(
            Book.class.getClassLoader(),
            new Class<?>[] {Directory.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "domains" -> new Page<>(domainList(), Optional.empty());
                  case "accounts" -> new Page<>(List.copyOf(accounts.values()), Optional.empty());
                  default -> throw new AssertionError(method);
                });
  }

  private synchronized List<Domain> domainList() {
    return domains.stream()
        .sorted()
        .map(
            name ->
                new Domain(
                    name,
                    true,
                    Optional.empty(),
                    Account.Quota.INHERITED,
                    Map.of(),
                    Instant.EPOCH,
                    1))
        .toList();
  }
}
