package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Account.State;
import org.postern.directory.Alias;
import org.postern.directory.Alias.Kind;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;

class RoutesTest {
  @TempDir Path home;
  private Homes homes;
  private Directory directory;
  private Resolver resolver;
  private Account ann;
  private Account bob;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
    resolver = homes.open.resolver();
    directory.addDomain("example.test");
    ann = directory.addAccount(Homes.without("ann@example.test", "Ann"));
    bob = directory.addAccount(Homes.without("bob@example.test", "Bob"));
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  /** The destinations as "local part" or "local part+detail". */
  private List<String> to(String address) {
    Resolution resolution = resolver.resolve(address);
    return assertInstanceOf(Resolution.Local.class, resolution, address).destinations().stream()
        .map(
            d ->
                d.account().address().replace("@example.test", "")
                    + (d.detail().isEmpty() ? "" : "+" + d.detail()))
        .toList();
  }

  private void unknown(String address) {
    assertInstanceOf(Resolution.Unknown.class, resolver.resolve(address), address);
  }

  private void domain(boolean enabled, Optional<String> catchAll) throws DirectoryException {
    Domain now = directory.domain("example.test").orElseThrow();
    directory.changeDomain(
        new Domain(
            now.name(),
            enabled,
            catchAll,
            now.quota(),
            now.protocols(),
            now.createdAt(),
            now.revision()));
  }

  private void state(Account account, State state) throws DirectoryException {
    Account now = directory.account(account.id()).orElseThrow();
    directory.changeAccount(AccountsTest.with(now, now.address(), state, now.quota(), Map.of()));
  }

  /** All that strangers can make up for a group would fill the memory. */
  @Test
  void whatIsRememberedIsBoundedByItsDestinations() throws Exception {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      members.add(
          directory.addAccount(Homes.without("member" + i + "@example.test", "")).address());
    }
    directory.addAlias(Alias.Kind.GROUP, "all@example.test", "", members);
    Resolution first = resolver.resolve("all+0@example.test");
    assertEquals(300, assertInstanceOf(Resolution.Local.class, first).destinations().size());
    assertSame(first, resolver.resolve("all+0@example.test"), "remembered");
    for (int i = 1; i < 140; i++) {
      resolver.resolve("all+" + i + "@example.test");
    }
    assertNotSame(first, resolver.resolve("all+0@example.test"), "140 times 300 are too many");
  }

  @Test
  void addressesLeadToTheirAccountInEveryForm() throws Exception {
    directory.addDomain("m\u00fcnchen.test");
    directory.addAccount(Homes.without("gr\u00fcn@m\u00fcnchen.test", ""));
    directory.addAddress(ann.id(), "a.smith@example.test");
    assertEquals(List.of("ann"), to("ann@example.test"));
    assertEquals(List.of("ann"), to("ANN@EXAMPLE.TEST"));
    assertEquals(List.of("ann"), to("\"ann\"@example.test"));
    assertEquals(List.of("ann"), to("A.Smith@example.test"));
    assertEquals(List.of("gr\u00fcn@xn--mnchen-3ya.test"), to("gru\u0308n@xn--mnchen-3ya.test"));
    assertEquals(List.of("gr\u00fcn@xn--mnchen-3ya.test"), to("gr\u00fcn@M\u00dcNCHEN.test"));
    unknown("nobody@example.test");
    unknown("not an address");
    unknown("a b@example.test");
    unknown("x".repeat(10_000) + "@example.test");
    assertEquals(new Resolution.Foreign("elsewhere.test"), resolver.resolve("ann@Elsewhere.test"));
  }

  @Test
  void subaddressesKeepTheirDetailAndGiveWayToExactOnes() throws Exception {
    assertEquals(List.of("ann+news"), to("ann+News@example.test"));
    assertEquals(List.of("ann+a+b"), to("ann+a+b@example.test"));
    directory.addAddress(bob.id(), "ann+a@example.test");
    assertEquals(List.of("bob"), to("ann+a@example.test"));
    assertEquals(List.of("bob+b"), to("ann+a+b@example.test"));
    unknown("+ann@example.test");
    unknown("\"ann+a b\"@example.test");
  }

  @Test
  void groupsAreKnownByTheirMembers() throws Exception {
    directory.addAddress(ann.id(), "a.smith@example.test");
    directory.addAddress(bob.id(), "ann+bob@example.test");
    Alias team =
        directory.addAlias(Kind.GROUP, "team@example.test", "", List.of("a.smith@example.test"));
    Alias all =
        directory.addAlias(
            Kind.GROUP, "all@example.test", "", List.of("team+x@example.test", bob.address()));
    Alias second =
        directory.addAlias(Kind.ALIAS, "second@example.test", "", List.of("ann@example.test"));
    Alias behind =
        directory.addAlias(Kind.GROUP, "behind@example.test", "", List.of(second.address()));
    Alias detail =
        directory.addAlias(Kind.GROUP, "detail@example.test", "", List.of("ann+y@example.test"));
    Alias others =
        directory.addAlias(Kind.GROUP, "others@example.test", "", List.of("ann+bob@example.test"));
    Alias empty = directory.addAlias(Kind.GROUP, "empty@example.test", "", List.of());
    assertEquals(
        java.util.Set.of(team.id(), all.id(), behind.id(), detail.id()), resolver.groups(ann.id()));
    assertEquals(java.util.Set.of(all.id(), others.id()), resolver.groups(bob.id()));
    assertEquals(java.util.Set.of(), resolver.groups("nobody"));
    assertEquals(Optional.of(team), resolver.group("TEAM@Example.test"));
    assertEquals(Optional.of(team), resolver.group(team.id()));
    assertEquals(Optional.of(empty), resolver.group("empty@example.test"));
    for (String none :
        List.of(second.address(), second.id(), ann.address(), ann.id(), "x@elsewhere.test", "")) {
      assertEquals(Optional.empty(), resolver.group(none), none);
    }
    directory.changeAlias(
        new Alias(
            team.id(),
            team.address(),
            "",
            Kind.GROUP,
            List.of(),
            team.createdAt(),
            team.revision()));
    assertEquals(java.util.Set.of(behind.id(), detail.id()), resolver.groups(ann.id()));
  }

  @Test
  void domainAliasesAreTheDomain() throws Exception {
    directory.addDomainAlias("example.test", "example.org");
    directory.addDomainAlias("example.test", "example.org");
    assertEquals(List.of("ann+x"), to("ann+x@example.org"));
    unknown("nobody@example.org");
    assertEquals(Optional.of(ann), directory.accountByAddress("ann@example.org"));
    directory.removeDomainAlias("example.test", "EXAMPLE.org");
    assertEquals(new Resolution.Foreign("example.org"), resolver.resolve("ann@example.org"));
  }

  @Test
  void aliasesAndGroupsReachEveryoneOnceInOrder() throws Exception {
    directory.addAlias(Kind.ALIAS, "info@example.test", "", List.of("bob@example.test"));
    directory.addAlias(
        Kind.GROUP,
        "staff@example.test",
        "",
        List.of("info@example.test", "ann+staff@example.test", "bob@example.test"));
    directory.addAlias(
        Kind.GROUP, "all@example.test", "", List.of("ann@example.test", "staff@example.test"));
    assertEquals(List.of("bob"), to("info@example.test"));
    assertEquals(List.of("bob+x"), to("info+x@example.test"));
    assertEquals(List.of("bob", "ann+staff"), to("staff@example.test"));
    assertEquals(List.of("ann", "bob"), to("all@example.test"));
  }

  @Test
  void groupsLeaveOutWhoDoesNotTakeMail() throws Exception {
    directory.addAlias(
        Kind.GROUP, "all@example.test", "", List.of("ann@example.test", "bob@example.test"));
    state(ann, State.DISABLED);
    assertEquals(List.of("bob"), to("all@example.test"));
    state(bob, State.DISABLED);
    assertInstanceOf(Resolution.Unavailable.class, resolver.resolve("all@example.test"));
    state(ann, State.FROZEN);
    assertEquals(List.of("ann"), to("all@example.test"));
    Alias empty = directory.addAlias(Kind.GROUP, "empty@example.test", "", List.of());
    unknown(empty.address());
  }

  @Test
  void disabledDomainsAndAccountsAreTemporary() throws Exception {
    state(ann, State.DISABLED);
    assertInstanceOf(Resolution.Unavailable.class, resolver.resolve("ann@example.test"));
    domain(false, Optional.empty());
    assertInstanceOf(Resolution.Unavailable.class, resolver.resolve("bob@example.test"));
    assertInstanceOf(Resolution.Unavailable.class, resolver.resolve("nobody@example.test"));
    domain(true, Optional.empty());
    assertEquals(List.of("bob"), to("bob@example.test"));
  }

  @Test
  void catchAllIsTheLastResort() throws Exception {
    Refused.with(
        DirectoryException.Kind.INVALID,
        "unknown-address",
        () -> domain(true, Optional.of("nobody@example.test")));
    Refused.with(
        DirectoryException.Kind.INVALID,
        "unknown-domain",
        () -> domain(true, Optional.of("x@elsewhere.test")));
    domain(true, Optional.of("Bob+rest@example.test"));
    assertEquals(List.of("bob+rest"), to("nobody@example.test"));
    assertEquals(List.of("ann"), to("ann@example.test"));
    assertEquals(List.of("ann+x"), to("ann+x@example.test"));
    directory.removeAccount(bob.id(), 1);
    unknown("nobody@example.test");
  }

  @Test
  void postmasterCanBeSetForAllDomains() throws Exception {
    unknown("postmaster@example.test");
    unknown("postmaster");
    homes.open.settings(
        new DirectorySettings("", "ann@example.test", 8, 7_168, 1, 1, 4_096, 10, 400));
    assertEquals(List.of("ann"), to("Postmaster@example.test"));
    assertEquals(List.of("ann"), to("postmaster"));
    directory.addAlias(Kind.ALIAS, "postmaster@example.test", "", List.of("bob@example.test"));
    assertEquals(List.of("bob"), to("postmaster"));
  }

  @Test
  void loopsAreRefused() throws Exception {
    Alias a = directory.addAlias(Kind.ALIAS, "a@example.test", "", List.of("ann@example.test"));
    Alias b = directory.addAlias(Kind.ALIAS, "b@example.test", "", List.of("a@example.test"));
    Alias c = directory.addAlias(Kind.GROUP, "c@example.test", "", List.of("b+x@example.test"));
    for (String member : List.of("a@example.test", "b@example.test", "c+y@example.test")) {
      Refused.with(
          DirectoryException.Kind.CONFLICT,
          "alias-loop",
          () -> directory.changeAlias(with(a, a.address(), List.of("ann@example.test", member))));
    }
    Refused.with(
        DirectoryException.Kind.CONFLICT,
        "alias-loop",
        () -> directory.addAlias(Kind.ALIAS, "d@example.test", "", List.of("d+self@example.test")));
    assertEquals(List.of("ann+x"), to("c@example.test"));
    directory.changeAlias(with(b, "b2@example.test", b.members()));
    assertEquals(List.of("ann+x"), to("c@example.test"));
    assertEquals(List.of("b2+x@example.test"), directory.alias(c.id()).orElseThrow().members());
    unknown("d@example.test");
  }

  @Test
  void anAliasThatTakesOverASubaddressCanNotCloseALoop() throws Exception {
    directory.addAlias(Kind.ALIAS, "list@example.test", "", List.of("ann+list@example.test"));
    Refused.with(
        DirectoryException.Kind.CONFLICT,
        "alias-loop",
        () ->
            directory.addAlias(
                Kind.ALIAS, "ann+list@example.test", "", List.of("list@example.test")));
    assertEquals(List.of("ann+list"), to("list@example.test"));
  }

  @Test
  void aLoopInADamagedDirectoryEnds() throws Exception {
    directory.addAlias(Kind.ALIAS, "a@example.test", "", List.of("ann@example.test"));
    directory.addAlias(Kind.ALIAS, "b@example.test", "", List.of("a@example.test"));
    homes
        .open
        .database()
        .change(
            session ->
                session.run(
                    "update alias_member set address = 'b@example.test' where address = ?",
                    ann.address()));
    assertInstanceOf(Resolution.Loop.class, resolver.resolve("a@example.test"));
  }

  @Test
  void membersHaveToBeOfThisServer() throws Exception {
    Refused.with(
        DirectoryException.Kind.INVALID,
        "unknown-domain",
        () -> directory.addAlias(Kind.GROUP, "g@example.test", "", List.of("x@elsewhere.test")));
    DirectoryException refusal =
        Refused.with(
            DirectoryException.Kind.INVALID,
            "unknown-address",
            () ->
                directory.addAlias(
                    Kind.GROUP,
                    "g@example.test",
                    "",
                    List.of("ann@example.test", "nobody@example.test")));
    assertEquals("/members/1", refusal.pointer());
    Refused.with(
        DirectoryException.Kind.INVALID,
        "no-members",
        () -> directory.addAlias(Kind.ALIAS, "g@example.test", "", List.of()));
    unknown("g@example.test");
  }

  @Test
  void sendersMayUseTheirOwnNames() throws Exception {
    directory.addAddress(ann.id(), "extra@example.test");
    directory.addDomainAlias("example.test", "example.org");
    directory.addAlias(
        Kind.ALIAS, "info@example.test", "", List.of("ann@example.test", "bob@example.test"));
    directory.addAlias(Kind.ALIAS, "indirect@example.test", "", List.of("info@example.test"));
    directory.addAlias(Kind.GROUP, "all@example.test", "", List.of("ann@example.test"));
    for (String own :
        List.of(
            "Ann@example.test",
            "extra@example.test",
            "ann+x@example.test",
            "ann@example.org",
            "info@example.test")) {
      assertTrue(resolver.maySendAs(ann.id(), own), own);
    }
    for (String others :
        List.of(
            "bob@example.test",
            "indirect@example.test",
            "all@example.test",
            "nobody@example.test",
            "ann@elsewhere.test",
            "nonsense",
            "")) {
      assertFalse(resolver.maySendAs(ann.id(), others), others);
    }
    assertFalse(resolver.maySendAs("nobody", "ann@example.test"));
  }

  @Test
  void noAnswerIsOlderThanTheLastChange() throws Exception {
    for (int i = 0; i < 50; i++) {
      unknown("x@example.test");
      directory.addAddress(ann.id(), "x@example.test");
      assertEquals(List.of("ann"), to("x@example.test"));
      assertEquals(List.of("ann"), to("x@example.test"));
      directory.removeAddress(ann.id(), "x@example.test");
    }
    unknown("x@example.test");
  }

  private static Alias with(Alias alias, String address, List<String> members) {
    return new Alias(
        alias.id(),
        address,
        alias.name(),
        alias.kind(),
        members,
        alias.createdAt(),
        alias.revision());
  }
}
