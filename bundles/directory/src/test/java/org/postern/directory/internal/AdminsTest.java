package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Admin;
import org.postern.directory.Directory.Bearer;
import org.postern.directory.Directory.Bearer.Reason;
import org.postern.directory.Directory.NewSecret;
import org.postern.directory.Directory.NewToken;
import org.postern.directory.Directory.Principal;
import org.postern.directory.Directory.Role;
import org.postern.directory.Directory.Token;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.Page;
import org.postern.directory.Scopes;

class AdminsTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");

  @TempDir Path home;
  private Homes homes;
  private Directory directory;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
    directory.addDomain("a.test");
    directory.addDomain("b.test");
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  private NewSecret<Token> token(String owner, Set<String> scopes, Set<String> domains)
      throws Exception {
    return directory.addToken(
        new NewToken(owner, "test", scopes, domains, List.of(), Optional.empty()));
  }

  private Principal accepted(String secret) {
    return assertInstanceOf(Bearer.Accepted.class, directory.bearer(secret, CLIENT)).principal();
  }

  private void refused(Reason reason, String secret) {
    assertEquals(
        reason, assertInstanceOf(Bearer.Refused.class, directory.bearer(secret, CLIENT)).reason());
  }

  private static Admin with(Admin admin, Role role, Set<String> domains, boolean enabled) {
    return new Admin(
        admin.id(), admin.name(), role, domains, enabled, admin.createdAt(), admin.revision());
  }

  @Test
  void setupIsOpenUntilThereIsAnAdministrator() throws Exception {
    assertTrue(directory.needsSetup());
    Admin root = directory.addAdmin("Root", Role.SERVER_ADMIN, Set.of());
    assertFalse(directory.needsSetup());
    homes.close();
    homes = new Homes(home);
    assertEquals(Optional.of(root), homes.directory.admin(root.id()));
    assertEquals(List.of(root), homes.directory.admins(Page.Request.FIRST).items());
  }

  @Test
  void theLastServerAdministratorStays() throws Exception {
    Admin first = directory.addAdmin("first", Role.SERVER_ADMIN, Set.of());
    Refused.with(
        Kind.CONFLICT, "last-admin", () -> directory.removeAdmin(first.id(), first.revision()));
    Refused.with(
        Kind.CONFLICT,
        "last-admin",
        () -> directory.changeAdmin(with(first, Role.SERVER_ADMIN, Set.of(), false)));
    Refused.with(
        Kind.CONFLICT,
        "last-admin",
        () -> directory.changeAdmin(with(first, Role.AUDITOR, Set.of(), true)));
    Admin second = directory.addAdmin("second", Role.SERVER_ADMIN, Set.of());
    directory.changeAdmin(with(first, Role.SERVER_ADMIN, Set.of(), false));
    Refused.with(
        Kind.CONFLICT, "last-admin", () -> directory.removeAdmin(second.id(), second.revision()));
    directory.removeAdmin(first.id(), first.revision() + 1);
    assertEquals(List.of(second), directory.admins(Page.Request.FIRST).items());
  }

  @Test
  void rolesAndDomainsHaveToFit() throws Exception {
    Refused.with(Kind.INVALID, "bad-role", () -> directory.addAdmin("x", Role.ACCOUNT, Set.of()));
    Refused.with(
        Kind.INVALID,
        "bad-domains",
        () -> directory.addAdmin("x", Role.SERVER_ADMIN, Set.of("a.test")));
    Refused.with(
        Kind.INVALID, "bad-domains", () -> directory.addAdmin("x", Role.DOMAIN_ADMIN, Set.of()));
    Refused.with(
        Kind.INVALID,
        "unknown-domain",
        () -> directory.addAdmin("x", Role.DOMAIN_ADMIN, Set.of("none.test")));
    Refused.with(Kind.INVALID, "bad-name", () -> directory.addAdmin(" ", Role.AUDITOR, Set.of()));
    directory.addAdmin("Zo\u00eb", Role.AUDITOR, Set.of());
    Refused.with(
        Kind.CONFLICT, "name-taken", () -> directory.addAdmin("ZO\u00cb", Role.AUDITOR, Set.of()));
  }

  @Test
  void aTokenIsShownOnceAndWorks() throws Exception {
    Admin root = directory.addAdmin("root", Role.SERVER_ADMIN, Set.of());
    NewSecret<Token> token = token(root.id(), Set.of("accounts:write", "audit:*"), Set.of());
    assertTrue(token.secret().matches("pst_[0-9A-Za-z]{49}"), token.secret());
    assertFalse(token.toString().contains(token.secret()));
    Principal principal = accepted(token.secret());
    assertEquals(root.id(), principal.id());
    assertEquals(
        Set.of("accounts:read", "accounts:write", "audit:read", "audit:write"), principal.scopes());
    assertEquals(token.entry().id(), principal.tokenId());
    assertTrue(directory.token(principal.tokenId()).orElseThrow().lastUsedAt().isPresent());
    assertEquals(1, directory.tokens(Page.Request.FIRST, Optional.of(root.id())).items().size());
    assertEquals(0, directory.tokens(Page.Request.FIRST, Optional.of("x")).items().size());

    refused(Reason.MALFORMED, token.secret() + "x");
    refused(Reason.MALFORMED, token.secret().substring(1));
    char last = token.secret().charAt(20);
    refused(
        Reason.MALFORMED,
        token.secret().substring(0, 20) + (last == 'a' ? 'b' : 'a') + token.secret().substring(21));
    refused(Reason.UNKNOWN, TokenText.generate(new SecureRandom()));
    directory.removeToken(token.entry().id());
    refused(Reason.UNKNOWN, token.secret());
    Refused.with(Kind.NOT_FOUND, "not-found", () -> directory.removeToken(token.entry().id()));
  }

  @Test
  void tokensStayWithinTheirOwner() throws Exception {
    Admin ann = directory.addAdmin("ann", Role.DOMAIN_ADMIN, Set.of("a.test", "b.test"));
    Refused.with(
        Kind.INVALID, "scope-exceeds-own", () -> token(ann.id(), Set.of("server:write"), Set.of()));
    Refused.with(Kind.INVALID, "bad-scope", () -> token(ann.id(), Set.of("nonsense"), Set.of()));
    Refused.with(Kind.INVALID, "bad-scope", () -> token(ann.id(), Set.of(), Set.of()));
    Refused.with(Kind.NOT_FOUND, "not-found", () -> token("nobody", Set.of("*"), Set.of()));
    directory.addDomain("c.test");
    Refused.with(
        Kind.INVALID,
        "scope-exceeds-own",
        () -> token(ann.id(), Set.of("*"), Set.of("a.test", "c.test")));

    String all = token(ann.id(), Set.of("*"), Set.of()).secret();
    String onlyA = token(ann.id(), Set.of("accounts:read"), Set.of("a.test")).secret();
    assertEquals(Scopes.of(Role.DOMAIN_ADMIN), accepted(all).scopes());
    assertEquals(Set.of("a.test", "b.test"), accepted(all).domains());
    assertEquals(Set.of("a.test"), accepted(onlyA).domains());

    Admin less = directory.changeAdmin(with(ann, Role.HELPDESK, Set.of("b.test"), true));
    assertEquals(Scopes.of(Role.HELPDESK), accepted(all).scopes());
    assertEquals(Set.of("b.test"), accepted(all).domains());
    refused(Reason.OWNER_DISABLED, onlyA);
    directory.addAdmin("root", Role.SERVER_ADMIN, Set.of());
    directory.removeDomain("b.test", 1);
    assertEquals(Set.of("b.test"), accepted(all).domains());
    Admin off = directory.changeAdmin(with(less, Role.HELPDESK, Set.of("b.test"), false));
    refused(Reason.OWNER_DISABLED, all);
    directory.removeAdmin(off.id(), off.revision());
    refused(Reason.UNKNOWN, all);
  }

  @Test
  void tokensEndAndStayInTheirNetworks() throws Exception {
    Admin root = directory.addAdmin("root", Role.SERVER_ADMIN, Set.of());
    String here =
        directory
            .addToken(
                new NewToken(
                    root.id(),
                    "here",
                    Set.of("*"),
                    Set.of(),
                    List.of("10.0.0.1", "192.0.2.0/29", "2001:db8::/32"),
                    Optional.empty()))
            .secret();
    accepted(here);
    assertInstanceOf(
        Bearer.Accepted.class, directory.bearer(here, InetAddress.ofLiteral("2001:db8::5")));
    for (String outside : List.of("192.0.2.8", "10.0.0.2", "::1", "2001:db9::1")) {
      assertEquals(
          Reason.ADDRESS_NOT_ALLOWED,
          assertInstanceOf(
                  Bearer.Refused.class, directory.bearer(here, InetAddress.ofLiteral(outside)))
              .reason());
    }
    for (String bad :
        List.of("localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "", "1.2.3")) {
      Refused.with(
          Kind.INVALID,
          "bad-address-block",
          () ->
              directory.addToken(
                  new NewToken(
                      root.id(), "x", Set.of("*"), Set.of(), List.of(bad), Optional.empty())));
    }
    Refused.with(
        Kind.INVALID,
        "bad-expiry",
        () ->
            directory.addToken(
                new NewToken(
                    root.id(),
                    "x",
                    Set.of("*"),
                    Set.of(),
                    List.of(),
                    Optional.of(Instant.now().minusSeconds(1)))));
    String brief =
        directory
            .addToken(
                new NewToken(
                    root.id(),
                    "brief",
                    Set.of("*"),
                    Set.of(),
                    List.of(),
                    Optional.of(Instant.now().plusMillis(50))))
            .secret();
    while (directory.bearer(brief, CLIENT) instanceof Bearer.Accepted) {
      Thread.onSpinWait();
    }
    refused(Reason.EXPIRED, brief);
  }

  @Test
  void anAccountsTokenEndsWithItsPasswordAndRests() throws Exception {
    Account ann = directory.addAccount("ann@a.test", "", Homes.PASSWORD);
    String own = token(ann.id(), Set.of("*"), Set.of()).secret();
    assertEquals(Role.ACCOUNT, accepted(own).role());
    assertEquals(Set.of("self:read", "self:write"), accepted(own).scopes());
    assertEquals(Set.of("a.test"), accepted(own).domains());
    Account frozen =
        directory.changeAccount(
            AccountsTest.with(ann, ann.address(), Account.State.FROZEN, ann.quota(), Map.of()));
    refused(Reason.OWNER_DISABLED, own);
    directory.changeAccount(
        AccountsTest.with(frozen, ann.address(), Account.State.ACTIVE, ann.quota(), Map.of()));
    accepted(own);
    directory.setPassword(ann.id(), "another long passphrase");
    refused(Reason.UNKNOWN, own);
  }

  @Test
  void tokenTextSurvivesNoDamage() {
    Random random = new Random(11);
    SecureRandom secure = new SecureRandom();
    String alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_- \n\0\u00fc";
    for (int round = 0; round < 4_000; round++) {
      String token = TokenText.generate(secure);
      assertTrue(TokenText.wellFormed(token));
      StringBuilder damaged = new StringBuilder(token);
      switch (random.nextInt(4)) {
        case 0 -> damaged.deleteCharAt(random.nextInt(damaged.length()));
        case 1 ->
            damaged.insert(
                random.nextInt(damaged.length()),
                alphabet.charAt(random.nextInt(alphabet.length())));
        case 2 ->
            damaged.setCharAt(
                random.nextInt(damaged.length()),
                alphabet.charAt(random.nextInt(alphabet.length())));
        default -> {
          int at = random.nextInt(damaged.length() - 1);
          char swapped = damaged.charAt(at);
          damaged.setCharAt(at, damaged.charAt(at + 1));
          damaged.setCharAt(at + 1, swapped);
        }
      }
      if (!damaged.toString().equals(token)) {
        assertFalse(TokenText.wellFormed(damaged.toString()), damaged::toString);
      }
    }
  }
}
