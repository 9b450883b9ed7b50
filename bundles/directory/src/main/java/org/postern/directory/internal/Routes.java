package org.postern.directory.internal;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.postern.directory.Account;
import org.postern.directory.Account.Quota;
import org.postern.directory.Account.State;
import org.postern.directory.Addresses;
import org.postern.directory.Addresses.Parts;
import org.postern.directory.Alias;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.Resolution;
import org.postern.directory.Resolution.Destination;
import org.postern.directory.Resolver;

/** Follows addresses; answers are remembered for as long as nothing changes. */
final class Routes implements Resolver {
  private static final int MAX_ADDRESS = 400;

  private final Reads reads;
  private final Supplier<DirectorySettings> settings;
  private final ExactCache<Question, Resolution> resolutions;
  private final ExactCache<Sender, Boolean> senders;
  private final ExactCache<String, Optional<Alias>> groups;
  private final ExactCache<String, Set<String>> memberships;

  /** What a resolution depends on beside the database. */
  private record Question(String address, String defaultDomain, String postmaster) {}

  private record Sender(String account, String address) {}

  Routes(Database database, Reads reads, Supplier<DirectorySettings> settings) {
    this.reads = reads;
    this.settings = settings;
    this.resolutions = new ExactCache<>(database, 20_000, Routes::weight);
    this.senders = new ExactCache<>(database, 20_000, may -> may ? 1 : 0);
    this.groups =
        new ExactCache<>(database, 20_000, found -> found.map(g -> g.members().size()).orElse(0));
    this.memberships = new ExactCache<>(database, 50_000, Set::size);
  }

  /**
   * By what it holds: a group has as many addresses as there are words to put behind a plus, and
   * strangers may write to all of them.
   */
  private static int weight(Resolution resolution) {
    return resolution instanceof Resolution.Local local ? local.destinations().size() : 0;
  }

  @Override
  public Resolution resolve(String address) {
    if (address.length() > MAX_ADDRESS) {
      return new Resolution.Unknown();
    }
    DirectorySettings now = settings.get();
    try {
      return resolutions.get(
          new Question(address, now.defaultDomain(), now.postmaster()), Routes::resolve);
    } catch (DirectoryException e) {
      return new Resolution.Unavailable(e.getMessage());
    }
  }

  private static Resolution resolve(Session session, Question question)
      throws SQLException, DirectoryException {
    String address = question.address;
    // RFC 5321 4.1.1.3: "postmaster" needs no domain.
    if (address.equalsIgnoreCase("postmaster")) {
      Optional<String> domain = Reads.defaultDomain(session, question.defaultDomain);
      if (domain.isEmpty()) {
        return new Resolution.Unknown();
      }
      address = "postmaster@" + domain.get();
    }
    Optional<Parts> canonical = Addresses.canonical(address);
    if (canonical.isEmpty()) {
      return unaddressable(session, address);
    }
    Optional<String> own = AddressTable.domain(session, canonical.get().domain());
    if (own.isEmpty()) {
      return new Resolution.Foreign(canonical.get().domain());
    }
    Domain domain = Domains.require(session, own.get());
    if (!domain.enabled()) {
      return new Resolution.Unavailable(
          "The domain " + domain.name() + " does not take mail for now.");
    }
    Parts parts = new Parts(canonical.get().local(), domain.name());
    Optional<AddressTable.Match> match = AddressTable.find(session, parts);
    if (match.isEmpty()) {
      Optional<Parts> lastResort =
          postmaster(question, parts).or(() -> domain.catchAll().map(Aliases::parts));
      if (lastResort.isPresent()) {
        match = AddressTable.find(session, lastResort.get());
      }
    }
    return match.isEmpty() ? new Resolution.Unknown() : follow(session, match.get());
  }

  /** What is no address may still have a foreign domain, and then is not ours to judge. */
  private static Resolution unaddressable(Session session, String address) throws SQLException {
    Optional<String> domain = Addresses.domain(address.substring(address.lastIndexOf('@') + 1));
    boolean foreign =
        address.indexOf('@') >= 0
            && domain.isPresent()
            && AddressTable.domain(session, domain.get()).isEmpty();
    return foreign ? new Resolution.Foreign(domain.get()) : new Resolution.Unknown();
  }

  /** RFC 5321 4.5.1: every domain has to have a postmaster. */
  private static Optional<Parts> postmaster(Question question, Parts parts) {
    return parts.local().equals("postmaster") && !question.postmaster.isEmpty()
        ? Addresses.canonical(question.postmaster)
        : Optional.empty();
  }

  private static Resolution follow(Session session, AddressTable.Match start) throws SQLException {
    Map<String, Destination> destinations = new LinkedHashMap<>();
    Set<String> seenAliases = new HashSet<>();
    Deque<AddressTable.Match> open = new ArrayDeque<>(List.of(start));
    String unavailable = "";
    boolean again = false;
    while (!open.isEmpty()) {
      AddressTable.Match match = open.pop();
      switch (match.target()) {
        case AddressTable.Target.ToAccount(String id) -> {
          Account account = Accounts.find(session, id).orElseThrow();
          Domain domain = Domains.find(session, parts(account).domain()).orElseThrow();
          if (account.state() == State.DISABLED) {
            unavailable = "The account " + account.address() + " does not take mail for now.";
          } else if (!domain.enabled()) {
            unavailable = "The domain " + domain.name() + " does not take mail for now.";
          } else {
            destinations.putIfAbsent(id, new Destination(account, match.detail()));
          }
        }
        case AddressTable.Target.ToAlias(String id) -> {
          if (seenAliases.add(id)) {
            // In the order of the members: the first is on top.
            for (String member : Aliases.members(session, id).reversed()) {
              AddressTable.find(session, Aliases.parts(member))
                  .map(found -> passOn(found, match.detail()))
                  .ifPresent(open::push);
            }
          } else {
            again = true;
          }
        }
      }
    }
    if (!destinations.isEmpty()) {
      return new Resolution.Local(List.copyOf(destinations.values()));
    }
    if (!unavailable.isEmpty()) {
      return new Resolution.Unavailable(unavailable);
    }
    return again
        ? new Resolution.Loop("The aliases behind " + start.address() + " lead back to it.")
        : new Resolution.Unknown();
  }

  /** What stood after the plus of an alias is for its members, unless they have a detail. */
  private static AddressTable.Match passOn(AddressTable.Match member, String detail) {
    return member.detail().isEmpty()
        ? new AddressTable.Match(member.target(), member.address(), detail)
        : member;
  }

  private static Parts parts(Account account) {
    return Aliases.parts(account.address());
  }

  @Override
  public boolean maySendAs(String accountId, String address) {
    if (address.length() > MAX_ADDRESS) {
      return false;
    }
    return Reads.orThrow(() -> senders.get(new Sender(accountId, address), Routes::maySendAs));
  }

  private static boolean maySendAs(Session session, Sender sender) throws SQLException {
    Optional<Parts> canonical = Addresses.canonical(sender.address);
    if (canonical.isEmpty()) {
      return false;
    }
    Optional<String> domain = AddressTable.domain(session, canonical.get().domain());
    if (domain.isEmpty()) {
      return false;
    }
    Optional<AddressTable.Match> match =
        AddressTable.find(session, new Parts(canonical.get().local(), domain.get()));
    if (match.isEmpty()) {
      return false;
    }
    return switch (match.get().target()) {
      case AddressTable.Target.ToAccount(String id) -> id.equals(sender.account);
      case AddressTable.Target.ToAlias(String id) -> isOwnAlias(session, sender, id);
    };
  }

  /** A second name of the sender; a group's name belongs to no single member. */
  private static boolean isOwnAlias(Session session, Sender sender, String id) throws SQLException {
    Alias alias = Aliases.find(session, id).orElseThrow();
    if (alias.kind() == Alias.Kind.ALIAS) {
      for (String member : alias.members()) {
        Optional<AddressTable.Target> target =
            AddressTable.find(session, Aliases.parts(member)).map(AddressTable.Match::target);
        if (target.equals(Optional.of(new AddressTable.Target.ToAccount(sender.account)))) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public Optional<Account> account(String id) {
    return Reads.orThrow(() -> reads.account(id));
  }

  @Override
  public Optional<Alias> group(String idOrAddress) {
    return idOrAddress.length() > MAX_ADDRESS
        ? Optional.empty()
        : Reads.orThrow(() -> groups.get(idOrAddress, Aliases::group));
  }

  @Override
  public Set<String> groups(String accountId) {
    return Reads.orThrow(() -> memberships.get(accountId, Aliases::groupsOf));
  }

  @Override
  public Quota quota(String accountId) {
    return Reads.orThrow(
        () -> {
          Optional<Account> account = reads.account(accountId);
          Quota server = reads.serverQuota();
          if (account.isEmpty()) {
            return server;
          }
          Quota own = account.get().quota();
          Quota domain =
              reads.domain(parts(account.get()).domain()).map(Domain::quota).orElse(server);
          return new Quota(
              first(own.bytes(), domain.bytes(), server.bytes()),
              first(own.messages(), domain.messages(), server.messages()));
        });
  }

  private static OptionalLong first(
      OptionalLong account, OptionalLong domain, OptionalLong server) {
    return account.isPresent() ? account : domain.isPresent() ? domain : server;
  }
}
