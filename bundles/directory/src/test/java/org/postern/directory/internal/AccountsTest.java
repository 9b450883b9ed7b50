package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Account.Quota;
import org.postern.directory.Account.State;
import org.postern.directory.Alias;
import org.postern.directory.Directory;
import org.postern.directory.Directory.NewAccount;
import org.postern.directory.Directory.NewToken;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.Domain;

class AccountsTest {
  @TempDir Path home;
  private Homes homes;
  private Directory directory;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
    directory.addDomain("example.test");
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  static Account with(Account a, String address, State state, Quota quota, Map<String, Boolean> p) {
    return new Account(
        a.id(),
        address,
        a.name(),
        state,
        quota,
        p,
        a.hiddenCapabilities(),
        a.createdAt(),
        a.updatedAt(),
        a.revision());
  }

  private Account add(String address) throws Exception {
    return directory.addAccount(Homes.without(address, ""));
  }

  @Test
  void everythingGivenIsThereAfterARestart() throws Exception {
    Account added =
        directory.addAccount(
            new NewAccount(
                "Ann@Example.test",
                "  Ann \u00c5ngstr\u00f6m ",
                Optional.of(Homes.PASSWORD),
                State.RESTRICTED,
                Homes.quota(1_000_000, 50),
                Map.of("pop3", false, "imap", true)));
    assertEquals("ann@example.test", added.address());
    assertEquals("Ann \u00c5ngstr\u00f6m", added.name());
    assertTrue(added.id().matches("[0-9a-hjkmnp-tv-z]{26}"), added.id());
    homes.close();
    homes = new Homes(home);
    assertEquals(Optional.of(added), homes.directory.account(added.id()));
    assertEquals(Optional.of(added), homes.directory.accountByAddress("ANN@example.test"));
  }

  private static Account hiding(Account a, Map<String, Set<String>> hidden) {
    return new Account(
        a.id(),
        a.address(),
        a.name(),
        a.state(),
        a.quota(),
        a.protocols(),
        hidden,
        a.createdAt(),
        a.updatedAt(),
        a.revision());
  }

  @Test
  void capabilitiesAreHiddenFromAnAccount() throws Exception {
    Account ann = add("ann@example.test");
    assertEquals(Map.of(), ann.hiddenCapabilities());
    Account changed =
        directory.changeAccount(
            hiding(
                ann,
                Map.of(
                    "imap",
                    Set.of("idle", "COMPRESS=DEFLATE"),
                    "pop3",
                    Set.of("top"),
                    "smtp",
                    Set.of())));
    Map<String, Set<String>> hidden =
        Map.of("imap", Set.of("IDLE", "COMPRESS=DEFLATE"), "pop3", Set.of("TOP"));
    assertEquals(hidden, changed.hiddenCapabilities());
    assertEquals(Set.of("TOP"), changed.hidden("pop3"));
    assertEquals(Set.of(), changed.hidden("submission"));
    homes.close();
    homes = new Homes(home);
    directory = homes.directory;
    assertEquals(Optional.of(changed), directory.account(ann.id()));
    for (String nonsense : List.of("", "a b", "a:b", "x".repeat(65), "(")) {
      Refused.with(
          Kind.INVALID,
          "bad-capability",
          () -> directory.changeAccount(hiding(changed, Map.of("imap", Set.of(nonsense)))));
    }
    Set<String> many = new java.util.HashSet<>();
    for (int i = 0; i <= 100; i++) {
      many.add("X" + i);
    }
    Refused.with(
        Kind.INVALID,
        "bad-capability",
        () -> directory.changeAccount(hiding(changed, Map.of("imap", many))));
    Refused.with(
        Kind.INVALID,
        "bad-protocol",
        () -> directory.changeAccount(hiding(changed, Map.of("I MAP", Set.of("IDLE")))));
    Refused.with(
        Kind.INVALID,
        "bad-protocol",
        () -> directory.changeAccount(hiding(changed, Map.of("smtp", Set.of("CHUNKING")))));
    assertEquals(Map.of(), directory.changeAccount(hiding(changed, Map.of())).hiddenCapabilities());
  }

  @Test
  void anAddressIsGivenOnce() throws Exception {
    Account ann = add("ann@example.test");
    directory.addAddress(ann.id(), "extra@example.test");
    directory.addAlias(Alias.Kind.ALIAS, "alias@example.test", "", List.of(ann.address()));
    directory.addAlias(Alias.Kind.GROUP, "group@example.test", "", List.of());
    Account bob = add("bob@example.test");
    for (String taken : List.of("ann", "extra", "alias", "group")) {
      String address = taken.toUpperCase(java.util.Locale.ROOT) + "@example.test";
      Refused.with(Kind.CONFLICT, "address-taken", () -> add(address));
      Refused.with(Kind.CONFLICT, "address-taken", () -> directory.addAddress(bob.id(), address));
      Refused.with(
          Kind.CONFLICT,
          "address-taken",
          () -> directory.addAlias(Alias.Kind.ALIAS, address, "", List.of(bob.address())));
      Refused.with(
          Kind.CONFLICT,
          "address-taken",
          () -> directory.changeAccount(with(bob, address, State.ACTIVE, bob.quota(), Map.of())));
    }
    assertEquals(Optional.of(bob), directory.account(bob.id()));
    assertEquals(List.of(), directory.check());
  }

  @Test
  void refusesWhatMakesNoSense() throws Exception {
    Refused.with(Kind.INVALID, "bad-address", () -> add("nonsense"));
    Refused.with(Kind.INVALID, "unknown-domain", () -> add("ann@elsewhere.test"));
    Refused.with(
        Kind.INVALID, "weak-password", () -> directory.addAccount("ann@example.test", "", "short"));
    Refused.with(
        Kind.INVALID,
        "bad-name",
        () -> directory.addAccount(Homes.without("ann@example.test", "a\u0007b")));
    Refused.with(
        Kind.INVALID,
        "bad-name",
        () -> directory.addAccount(Homes.without("ann@example.test", "x".repeat(256))));
    Account ann = add("ann@example.test");
    Refused.with(
        Kind.INVALID,
        "bad-quota",
        () ->
            directory.changeAccount(
                with(ann, ann.address(), State.ACTIVE, Homes.quota(-1, 1), Map.of())));
    Refused.with(
        Kind.INVALID,
        "bad-protocol",
        () ->
            directory.changeAccount(
                with(ann, ann.address(), State.ACTIVE, ann.quota(), Map.of("PO P", true))));
    Refused.with(Kind.NOT_FOUND, "not-found", () -> directory.removeAccount("nobody", 1));
    Refused.with(Kind.NOT_FOUND, "not-found", () -> directory.setPassword("nobody", "long enough"));
    Refused.with(Kind.NOT_FOUND, "not-found", () -> directory.addresses("nobody"));
  }

  @Test
  void manyAreAddedOrNone() throws Exception {
    add("bob@example.test");
    Refused.with(
        Kind.CONFLICT,
        "address-taken",
        () ->
            directory.addAccounts(
                List.of(
                    Homes.without("ann@example.test", ""), Homes.without("bob@example.test", ""))));
    assertEquals(Optional.empty(), directory.accountByAddress("ann@example.test"));
  }

  @Test
  void anOlderRevisionIsStale() throws Exception {
    Account ann = add("ann@example.test");
    Account frozen =
        directory.changeAccount(with(ann, ann.address(), State.FROZEN, ann.quota(), Map.of()));
    assertEquals(ann.revision() + 1, frozen.revision());
    Refused.with(
        Kind.STALE,
        "stale",
        () ->
            directory.changeAccount(with(ann, ann.address(), State.ACTIVE, ann.quota(), Map.of())));
    Refused.with(Kind.STALE, "stale", () -> directory.removeAccount(ann.id(), ann.revision()));
    directory.removeAccount(ann.id(), frozen.revision());
    assertEquals(Optional.empty(), directory.account(ann.id()));
  }

  @Test
  void aNewMainAddressFreesTheOldAndKeepsMemberships() throws Exception {
    directory.addDomain("other.test");
    Account ann = add("ann@example.test");
    Alias group =
        directory.addAlias(
            Alias.Kind.GROUP,
            "staff@example.test",
            "",
            List.of("ann@example.test", "ann+staff@example.test"));
    Account moved =
        directory.changeAccount(with(ann, "ann.b@other.test", State.ACTIVE, ann.quota(), Map.of()));
    assertEquals(List.of("ann.b@other.test"), directory.addresses(ann.id()));
    assertEquals(
        List.of("ann.b@other.test", "ann.b+staff@other.test"),
        directory.alias(group.id()).orElseThrow().members());
    assertNotEquals(group.revision(), directory.alias(group.id()).orElseThrow().revision());
    assertEquals(Optional.of(moved), directory.accountByAddress("ann.b@other.test"));
    add("ann@example.test");
    assertEquals(List.of(), directory.check());
  }

  @Test
  void anExtraAddressCanBecomeTheMainOne() throws Exception {
    Account ann = add("ann@example.test");
    directory.addAddress(ann.id(), "ann.b@example.test");
    directory.addAddress(ann.id(), "ann.b@example.test");
    directory.addAddress(ann.id(), "ann.a@example.test");
    assertEquals(
        List.of("ann@example.test", "ann.a@example.test", "ann.b@example.test"),
        directory.addresses(ann.id()));
    Account now = directory.account(ann.id()).orElseThrow();
    directory.changeAccount(with(now, "ann.b@example.test", State.ACTIVE, now.quota(), Map.of()));
    assertEquals(
        List.of("ann.b@example.test", "ann.a@example.test"), directory.addresses(ann.id()));
    Refused.with(
        Kind.CONFLICT,
        "main-address",
        () -> directory.removeAddress(ann.id(), "ann.b@example.test"));
    Refused.with(
        Kind.NOT_FOUND, "not-found", () -> directory.removeAddress(ann.id(), "ann@example.test"));
    directory.removeAddress(ann.id(), "ann.a@example.test");
    assertEquals(List.of("ann.b@example.test"), directory.addresses(ann.id()));
  }

  @Test
  void aRemovedAccountLeavesNothingBehind() throws Exception {
    Account ann = add("ann@example.test");
    Account bob = add("bob@example.test");
    directory.addAddress(ann.id(), "extra@example.test");
    directory.addAppPassword(ann.id(), "phone", Set.of(), Optional.empty());
    var token =
        directory.addToken(
            new NewToken(
                ann.id(), "t", Set.of("self:read"), Set.of(), List.of(), Optional.empty()));
    Alias group =
        directory.addAlias(
            Alias.Kind.GROUP,
            "staff@example.test",
            "",
            List.of("extra@example.test", bob.address(), "ann+x@example.test"));
    var domain = directory.domain("example.test").orElseThrow();
    directory.changeDomain(
        new org.postern.directory.Domain(
            domain.name(),
            true,
            Optional.of("ann+all@example.test"),
            domain.quota(),
            domain.protocols(),
            domain.createdAt(),
            domain.revision()));
    directory.removeAccount(ann.id(), directory.account(ann.id()).orElseThrow().revision());
    assertEquals(Optional.empty(), directory.token(token.entry().id()));
    assertEquals(List.of(bob.address()), directory.alias(group.id()).orElseThrow().members());
    assertEquals(Optional.empty(), directory.domain("example.test").orElseThrow().catchAll());
    add("extra@example.test");
    assertEquals(List.of(), directory.check());
  }

  @Test
  void anAccountThatMovesLosesWhatItsNewDomainMayNot() throws Exception {
    Account ann = add("ann@example.test");
    directory.addDomain("free.test");
    Domain closed = directory.addDomain("closed.test");
    directory.changeDomain(
        new Domain(
            closed.name(),
            true,
            Optional.empty(),
            closed.quota(),
            Map.of("imap", false),
            closed.createdAt(),
            closed.revision()));
    homes.revoked.clear();
    ann =
        directory.changeAccount(
            with(ann, "ann@free.test", State.ACTIVE, ann.quota(), ann.protocols()));
    assertEquals(List.of(), homes.revoked);
    directory.changeAccount(
        with(ann, "ann@closed.test", State.ACTIVE, ann.quota(), ann.protocols()));
    assertEquals(List.of(Set.of(ann.id())), homes.revoked);
    assertEquals(Set.of("imap"), homes.revokedProtocols.getLast());
  }

  @Test
  void onlyLostRightsEndSessions() throws Exception {
    Account ann = add("ann@example.test");
    ann =
        directory.changeAccount(
            with(ann, ann.address(), State.ACTIVE, Homes.quota(5, 5), Map.of()));
    ann =
        directory.changeAccount(
            with(ann, ann.address(), State.ACTIVE, ann.quota(), Map.of("pop3", true)));
    assertEquals(List.of(), homes.revoked);
    ann =
        directory.changeAccount(
            with(ann, ann.address(), State.ACTIVE, ann.quota(), Map.of("pop3", false)));
    assertEquals(1, homes.revoked.size());
    ann =
        directory.changeAccount(
            with(ann, ann.address(), State.FROZEN, ann.quota(), ann.protocols()));
    assertEquals(2, homes.revoked.size());
    ann =
        directory.changeAccount(
            with(ann, ann.address(), State.ACTIVE, ann.quota(), ann.protocols()));
    assertEquals(2, homes.revoked.size());
    directory.changeAccount(
        with(ann, ann.address(), State.RESTRICTED, ann.quota(), ann.protocols()));
    assertEquals(List.of(Set.of("pop3"), Set.of(), Set.of("submission")), homes.revokedProtocols);
  }

  @Test
  void quotasAreInheritedStepByStep() throws Exception {
    Account ann = add("ann@example.test");
    var resolver = homes.open.resolver();
    assertEquals(Quota.INHERITED, resolver.quota(ann.id()));
    directory.setServerQuota(Quota.INHERITED, Homes.quota(1_000, 10));
    assertEquals(Homes.quota(1_000, 10), resolver.quota(ann.id()));
    Refused.with(
        Kind.STALE, "stale", () -> directory.setServerQuota(Quota.INHERITED, Homes.quota(1, 1)));
    var domain = directory.domain("example.test").orElseThrow();
    directory.changeDomain(
        new org.postern.directory.Domain(
            domain.name(),
            true,
            Optional.empty(),
            new Quota(java.util.OptionalLong.of(500), java.util.OptionalLong.empty()),
            domain.protocols(),
            domain.createdAt(),
            domain.revision()));
    assertEquals(Homes.quota(500, 10), resolver.quota(ann.id()));
    directory.changeAccount(
        with(
            ann,
            ann.address(),
            State.ACTIVE,
            new Quota(java.util.OptionalLong.empty(), java.util.OptionalLong.of(3)),
            Map.of()));
    assertEquals(Homes.quota(500, 3), resolver.quota(ann.id()));
  }
}
