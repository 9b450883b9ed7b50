package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Account.Quota;
import org.postern.directory.Directory;
import org.postern.directory.Directory.AccountFilter;
import org.postern.directory.Directory.NewDomain;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.Domain;
import org.postern.directory.Page;

class DomainsTest {
  @TempDir Path home;
  private Homes homes;
  private Directory directory;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  @Test
  void keepsWhatIsSet() throws Exception {
    directory.addDomain("first.test");
    directory.addAccount(Homes.without("ann@first.test", ""));
    Domain added =
        directory.addDomain(
            new NewDomain(
                "M\u00fcnchen.Test", false, Optional.of("ann@first.test"), Homes.quota(10, 20)));
    assertEquals("xn--mnchen-3ya.test", added.name());
    homes.close();
    homes = new Homes(home);
    assertEquals(Optional.of(added), homes.directory.domain("m\u00fcnchen.test"));
    assertEquals(Optional.empty(), homes.directory.domain("no domain"));
    Page<Domain> found =
        homes.directory.domains(new Page.Request(10, Optional.empty(), "m\u00fcn", "-name"));
    assertEquals(List.of(added), found.items());
  }

  @Test
  void refusesNamesThatAreNoneOrTaken() throws Exception {
    Refused.with(Kind.INVALID, "bad-idna", () -> directory.addDomain("exa mple.test"));
    Refused.with(Kind.INVALID, "bad-idna", () -> directory.addDomain("192.0.2.1"));
    Refused.with(Kind.INVALID, "bad-idna", () -> directory.addDomain(""));
    directory.addDomain("example.test");
    directory.addDomain("second.test");
    directory.addDomainAlias("example.test", "alias.test");
    Refused.with(Kind.CONFLICT, "domain-exists", () -> directory.addDomain("EXAMPLE.test"));
    Refused.with(Kind.CONFLICT, "domain-exists", () -> directory.addDomain("alias.test"));
    Refused.with(
        Kind.CONFLICT,
        "domain-exists",
        () -> directory.addDomainAlias("second.test", "alias.test"));
    Refused.with(
        Kind.CONFLICT,
        "domain-exists",
        () -> directory.addDomainAlias("example.test", "second.test"));
    Refused.with(
        Kind.CONFLICT,
        "alias-loop",
        () -> directory.addDomainAlias("example.test", "example.test"));
    Refused.with(
        Kind.NOT_FOUND, "not-found", () -> directory.addDomainAlias("none.test", "x.test"));
    Refused.with(
        Kind.NOT_FOUND,
        "not-found",
        () -> directory.removeDomainAlias("second.test", "alias.test"));
    assertEquals(Set.of("alias.test"), directory.domainAliases("example.test"));
  }

  @Test
  void goesOnlyWhenItIsEmpty() throws Exception {
    Domain domain = directory.addDomain("example.test");
    Account ann = directory.addAccount(Homes.without("ann@example.test", ""));
    directory.addDomainAlias("example.test", "alias.test");
    Refused.with(
        Kind.CONFLICT,
        "domain-not-empty",
        () -> directory.removeDomain("example.test", domain.revision()));
    directory.removeAccount(ann.id(), ann.revision());
    Refused.with(Kind.STALE, "stale", () -> directory.removeDomain("example.test", 77));
    directory.removeDomain("example.test", domain.revision());
    assertEquals(Optional.empty(), directory.domain("example.test"));
    directory.addDomain("alias.test");
    Refused.with(Kind.NOT_FOUND, "not-found", () -> directory.removeDomain("example.test", 1));
  }

  @Test
  void listsNarrowToDomains() throws Exception {
    for (String name : List.of("a.test", "b.test", "c.test")) {
      directory.addDomain(name);
      directory.addAccounts(Homes.many(3, name));
      directory.addAlias(
          org.postern.directory.Alias.Kind.GROUP, "g@" + name, "", List.of("user000000@" + name));
    }
    directory.addDomainAlias("c.test", "c.example");
    for (Set<String> domains :
        List.of(Set.of("a.test"), Set.of("a.test", "c.test"), Set.of("a.test", "c.example"))) {
      assertEquals(
          3 * domains.size(),
          directory
              .accounts(
                  Page.Request.FIRST,
                  new AccountFilter(domains, Optional.empty(), Optional.empty()))
              .items()
              .size());
      assertEquals(
          domains.size(),
          directory
              .aliases(org.postern.directory.Alias.Kind.GROUP, Page.Request.FIRST, domains)
              .items()
              .size());
    }
    assertEquals(
        0,
        directory
            .accounts(
                Page.Request.FIRST,
                new AccountFilter(Set.of("none.test"), Optional.empty(), Optional.empty()))
            .items()
            .size());
  }

  @Test
  void aNegativeQuotaIsRefused() {
    Refused.with(
        Kind.INVALID,
        "bad-quota",
        () ->
            directory.addDomain(
                new NewDomain("example.test", true, Optional.empty(), Homes.quota(1, -1))));
    Refused.with(
        Kind.INVALID,
        "bad-quota",
        () -> directory.setServerQuota(Quota.INHERITED, Homes.quota(-5, 0)));
  }
}
