package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account;
import org.postern.directory.Account.State;
import org.postern.directory.Authenticator;
import org.postern.directory.Authenticator.Result;
import org.postern.directory.Authenticator.Scram;
import org.postern.directory.Directory;
import org.postern.directory.Directory.AppPassword;
import org.postern.directory.Directory.NewSecret;
import org.postern.directory.Domain;

class LoginsTest {
  private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

  @TempDir Path home;
  private Homes homes;
  private Directory directory;
  private Account ann;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    directory = homes.directory;
    directory.addDomain("example.test");
    ann = directory.addAccount("ann@example.test", "Ann", Homes.PASSWORD);
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  private Result login(String login, String password, String protocol) {
    return homes.open.authenticator().authenticate(login, password, protocol, CLIENT);
  }

  private void granted(String login, String password) {
    Result.Granted granted =
        assertInstanceOf(Result.Granted.class, login(login, password, "pop3"), login);
    assertEquals(ann.id(), granted.account().id());
  }

  private void refused(String login, String password) {
    assertInstanceOf(Result.BadCredentials.class, login(login, password, "pop3"), login);
  }

  @Test
  void takesAnyAddressOfTheAccountInAnyCase() throws Exception {
    directory.addAddress(ann.id(), "ann.other@example.test");
    directory.addDomainAlias("example.test", "example.org");
    for (String login :
        List.of(
            "ann@example.test",
            "ANN@Example.TEST",
            "ann.other@example.test",
            "ann@example.org",
            "ann+folder@example.test",
            "ann",
            "Ann+folder")) {
      granted(login, Homes.PASSWORD);
    }
  }

  @Test
  void allSpellingsOfANameHaveOneKeyWhetherOrNotItIsAnAccounts() throws Exception {
    directory.addAddress(ann.id(), "ann.other@example.test");
    directory.addDomainAlias("example.test", "example.org");
    Authenticator authenticator = homes.open.authenticator();
    String key = authenticator.nameKey("ann@example.test");
    assertEquals(key, authenticator.nameKey("ann.other@example.test"));
    for (String name : List.of("ann", "nobody")) {
      Set<String> keys = new HashSet<>();
      for (String login :
          List.of(
              "%s@example.test",
              "%S@Example.TEST",
              "\"%s\"@example.test",
              "%s@example.org",
              "%s+folder@example.test",
              "%s+one+two@example.test",
              "%s",
              "%S+folder")) {
        keys.add(authenticator.nameKey(login.formatted(name)));
      }
      assertEquals(1, keys.size(), keys::toString);
      assertEquals(name.equals("ann"), keys.contains(key));
    }
    assertEquals("@", authenticator.nameKey("@"));
    assertEquals("x".repeat(1000), authenticator.nameKey("X".repeat(1000)));
  }

  @Test
  void refusesWrongNamesAndPasswordsAlike() throws Exception {
    directory.addAlias(
        org.postern.directory.Alias.Kind.ALIAS, "a@example.test", "", List.of(ann.address()));
    refused("ann@example.test", "wrong password");
    refused("ann@example.test", "");
    refused("ann@example.test", Homes.PASSWORD + " ");
    refused("ann@example.test", "x".repeat(100_000));
    refused("bob@example.test", Homes.PASSWORD);
    refused("ann@elsewhere.test", Homes.PASSWORD);
    refused("a@example.test", Homes.PASSWORD);
    refused("", Homes.PASSWORD);
    refused("@", Homes.PASSWORD);
    refused("ann@example.test\0", Homes.PASSWORD);
    refused("x".repeat(100_000), Homes.PASSWORD);
  }

  @Test
  void bareNamesBelongToTheDefaultDomainOnly() throws Exception {
    directory.addDomain("second.test");
    refused("ann", Homes.PASSWORD);
    homes.open.settings(new DirectorySettings("example.test", "", 8, 7_168, 1, 1, 4_096, 10, 400));
    granted("ann", Homes.PASSWORD);
    homes.open.settings(new DirectorySettings("second.test", "", 8, 7_168, 1, 1, 4_096, 10, 400));
    refused("ann", Homes.PASSWORD);
  }

  @Test
  void anAccountWithoutAPasswordLetsNobodyIn() throws Exception {
    directory.addAccount(Homes.without("bob@example.test", ""));
    refused("bob@example.test", "");
    refused("bob@example.test", "some password");
  }

  @Test
  void aChangedPasswordCountsAtOnce() throws Exception {
    granted("ann", Homes.PASSWORD);
    granted("ann", Homes.PASSWORD);
    NewSecret<AppPassword> app =
        directory.addAppPassword(ann.id(), "phone", Set.of(), Optional.empty());
    granted("ann", app.secret());
    directory.setPassword(ann.id(), "another long passphrase");
    refused("ann", Homes.PASSWORD);
    refused("ann", app.secret());
    granted("ann", "another long passphrase");
    assertEquals(List.of(), directory.appPasswords(ann.id()));
    assertEquals(List.of(Set.of(ann.id())), homes.revoked);
  }

  @Test
  void aRemovedAccountLogsInNoMore() throws Exception {
    granted("ann", Homes.PASSWORD);
    directory.removeAccount(ann.id(), 1);
    refused("ann@example.test", Homes.PASSWORD);
    assertEquals(List.of(Set.of(ann.id())), homes.revoked);
  }

  @Test
  void stateAndSwitchesAreToldOnlyToWhoHasThePassword() throws Exception {
    record Case(State state, Map<String, Boolean> protocols, String protocol, boolean granted) {}
    for (Case c :
        List.of(
            new Case(State.ACTIVE, Map.of(), "pop3", true),
            new Case(State.ACTIVE, Map.of("pop3", false), "pop3", false),
            new Case(State.ACTIVE, Map.of("pop3", false), "imap", true),
            new Case(State.RESTRICTED, Map.of(), "pop3", true),
            new Case(State.RESTRICTED, Map.of(), "submission", false),
            new Case(State.FROZEN, Map.of(), "pop3", false),
            new Case(State.DISABLED, Map.of(), "pop3", false))) {
      Account now = directory.account(ann.id()).orElseThrow();
      directory.changeAccount(
          new Account(
              now.id(),
              now.address(),
              now.name(),
              c.state,
              now.quota(),
              c.protocols,
              now.hiddenCapabilities(),
              now.createdAt(),
              now.updatedAt(),
              now.revision()));
      Result result = login("ann", Homes.PASSWORD, c.protocol);
      assertEquals(
          c.granted ? Result.Granted.class : Result.NotAllowed.class,
          result.getClass(),
          c::toString);
      assertInstanceOf(Result.BadCredentials.class, login("ann", "wrong one", c.protocol));
      assertEquals(
          c.granted,
          homes.open.authenticator().admit("ann", "", c.protocol, CLIENT)
              instanceof Result.Granted);
    }
  }

  @Test
  void aDisabledDomainIsATemporaryFailure() throws Exception {
    Domain domain = directory.domain("example.test").orElseThrow();
    directory.changeDomain(
        new Domain(
            domain.name(),
            false,
            domain.catchAll(),
            domain.quota(),
            domain.protocols(),
            domain.createdAt(),
            domain.revision()));
    assertInstanceOf(Result.Unavailable.class, login("ann@example.test", Homes.PASSWORD, "pop3"));
    assertInstanceOf(Result.BadCredentials.class, login("ann@example.test", "wrong", "pop3"));
    assertEquals(List.of(Set.of(ann.id())), homes.revoked);
  }

  @Test
  void aDomainSwitchesAProtocolOffForAll() throws Exception {
    directory.changeDomain(switched(Map.of("imap", false, "pop3", true)));
    // Who was in is out.
    assertEquals(List.of(Set.of(ann.id())), homes.revoked);
    assertEquals(
        new Result.NotAllowed("IMAP is switched off for the domain example.test."),
        login("ann@example.test", Homes.PASSWORD, "imap"));
    assertInstanceOf(Result.BadCredentials.class, login("ann@example.test", "wrong", "imap"));
    assertInstanceOf(
        Result.NotAllowed.class, homes.open.authenticator().admit("ann", "", "imap", CLIENT));
    assertInstanceOf(Result.Granted.class, login("ann@example.test", Homes.PASSWORD, "pop3"));
    // The account's own switch can't turn on what the domain's has off.
    assertInstanceOf(Result.NotAllowed.class, login("ann@example.test", Homes.PASSWORD, "imap"));
    directory.changeDomain(switched(Map.of()));
    assertInstanceOf(Result.Granted.class, login("ann@example.test", Homes.PASSWORD, "imap"));
    assertEquals(1, homes.revoked.size());
  }

  private Domain switched(Map<String, Boolean> protocols) {
    Domain domain = directory.domain("example.test").orElseThrow();
    return new Domain(
        domain.name(),
        domain.enabled(),
        domain.catchAll(),
        domain.quota(),
        protocols,
        domain.createdAt(),
        domain.revision());
  }

  @Test
  void appPasswordsAreForTheirProtocolsAndTime() throws Exception {
    NewSecret<AppPassword> pop =
        directory.addAppPassword(ann.id(), "fetchmail", Set.of("pop3"), Optional.empty());
    granted("ann", pop.secret());
    granted("ann", pop.secret().replace("-", " ").toUpperCase(java.util.Locale.ROOT));
    granted("ann", pop.secret().replace("-", ""));
    assertInstanceOf(Result.NotAllowed.class, login("ann", pop.secret(), "submission"));
    assertFalse(pop.toString().contains(pop.secret()));
    assertTrue(directory.appPasswords(ann.id()).getFirst().lastUsedAt().isPresent());

    NewSecret<AppPassword> brief =
        directory.addAppPassword(
            ann.id(), "brief", Set.of(), Optional.of(Instant.now().plusMillis(50)));
    while (login("ann", brief.secret(), "pop3") instanceof Result.Granted) {
      Thread.onSpinWait();
    }
    assertInstanceOf(Result.NotAllowed.class, login("ann", brief.secret(), "pop3"));

    directory.removeAppPassword(ann.id(), pop.entry().id());
    refused("ann", pop.secret());
  }

  @Test
  void anAppPasswordOfSomebodyElseIsWrong() throws Exception {
    Account bob = directory.addAccount("bob@example.test", "Bob", "another long passphrase");
    NewSecret<AppPassword> bobs =
        directory.addAppPassword(bob.id(), "x", Set.of(), Optional.empty());
    refused("ann", bobs.secret());
  }

  @Test
  void lastUseSurvivesARestart() throws Exception {
    NewSecret<AppPassword> app =
        directory.addAppPassword(ann.id(), "phone", Set.of(), Optional.empty());
    granted("ann", app.secret());
    Optional<Instant> used = directory.appPasswords(ann.id()).getFirst().lastUsedAt();
    homes.close();
    homes = new Homes(home);
    assertEquals(used, homes.directory.appPasswords(ann.id()).getFirst().lastUsedAt());
  }

  @Test
  void raisedParametersReachTheHashAtTheNextLogin() throws Exception {
    String before = hash();
    assertTrue(before.startsWith("$argon2id$v=19$m=7168,t=1,p=1$"), before);
    homes.open.settings(new DirectorySettings("", "", 8, 8_192, 2, 1, 5_000, 10, 400));
    granted("ann", Homes.PASSWORD);
    assertTrue(hash().startsWith("$argon2id$v=19$m=8192,t=2,p=1$"), hash());
    assertEquals(5_000, homes.open.authenticator().scram("ann").orElseThrow().iterations());
    granted("ann", Homes.PASSWORD);
    assertEquals(1, directory.account(ann.id()).orElseThrow().revision());
  }

  private String hash() throws Exception {
    return homes
        .open
        .database()
        .read(
            session ->
                session
                    .one("select password from account where id = ?", r -> r.getString(1), ann.id())
                    .orElseThrow());
  }

  @Test
  void scramVerifiersProveThePassword() throws Exception {
    Scram scram = homes.open.authenticator().scram("ann@example.test").orElseThrow();
    ScramVerifier again = verifier(Homes.PASSWORD, scram);
    assertArrayEquals(again.storedKey(), scram.keys().getFirst().storedKey());
    assertArrayEquals(again.serverKey(), scram.keys().getFirst().serverKey());
    // RFC 7677 3: user "user", password "pencil".
    byte[] salt = java.util.Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    ScramVerifier pencil = ScramVerifier.of("pencil", new ScramVerifier.Offer(salt, 4096));
    byte[] server =
        ScramVerifier.hmac(
            pencil.serverKey(),
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,"
                + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
    assertEquals(
        "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        java.util.Base64.getEncoder().encodeToString(server));
  }

  @Test
  void unknownNamesHaveAVerifierThatStaysTheSame() throws Exception {
    Scram decoy = homes.open.authenticator().scram("nobody@example.test").orElseThrow();
    Scram other = homes.open.authenticator().scram("noone@example.test").orElseThrow();
    assertFalse(Arrays.equals(decoy.salt(), other.salt()));
    homes.close();
    homes = new Homes(home);
    Scram later = homes.open.authenticator().scram("nobody@example.test").orElseThrow();
    assertTrue(MessageDigest.isEqual(decoy.salt(), later.salt()));
    assertEquals(
        homes.open.authenticator().scram("ann").orElseThrow().iterations(), later.iterations());
    assertNotEquals(decoy.salt().length, 0);
  }

  @Test
  void aRememberedPasswordCostsNoHash() throws Exception {
    homes.open.settings(new DirectorySettings("", "", 8, 65_536, 3, 1, 4_096, 10, 400));
    granted("ann", Homes.PASSWORD);
    Instant start = Instant.now();
    for (int i = 0; i < 1_000; i++) {
      granted("ann", Homes.PASSWORD);
    }
    // A thousand hashes of 64 MiB would take minutes; the bound is wide on purpose.
    assertTrue(Duration.between(start, Instant.now()).toSeconds() < 20);
  }

  @Test
  void passwordsTypedInAnotherNormalFormAreTheSame() throws Exception {
    directory.setPassword(ann.id(), "Gr\u00fc\u00dfe aus K\u00f6ln");
    granted("ann", "Gru\u0308\u00dfe\u00a0aus Ko\u0308ln");
    refused("ann", "Grusse aus Koln");
  }

  private static ScramVerifier verifier(String secret, Scram scram) {
    return ScramVerifier.of(secret, new ScramVerifier.Offer(scram.salt(), scram.iterations()));
  }

  /** The credential that a client with this secret proves; empty when it proves none. */
  private Optional<String> proven(String secret) {
    Scram scram = homes.open.authenticator().scram("ann").orElseThrow();
    ScramVerifier typed = verifier(secret, scram);
    return scram.keys().stream()
        .filter(key -> MessageDigest.isEqual(key.storedKey(), typed.storedKey()))
        .map(Authenticator.Key::credential)
        .findFirst();
  }

  @Test
  void appPasswordsProveThemselvesBesideTheMainOne() throws Exception {
    NewSecret<AppPassword> phone =
        directory.addAppPassword(ann.id(), "Phone", Set.of("pop3"), Optional.empty());
    NewSecret<AppPassword> desk =
        directory.addAppPassword(ann.id(), "Desk", Set.of(), Optional.empty());
    assertEquals(Optional.of(""), proven(Homes.PASSWORD));
    assertEquals(Optional.of(phone.entry().id()), proven(phone.secret()));
    assertEquals(Optional.of(desk.entry().id()), proven(desk.secret().replace("-", "")));
    assertEquals(Optional.empty(), proven("something else"));
    Authenticator authenticator = homes.open.authenticator();
    assertInstanceOf(
        Result.Granted.class, authenticator.admit("ann", phone.entry().id(), "pop3", CLIENT));
    assertInstanceOf(
        Result.NotAllowed.class,
        authenticator.admit("ann", phone.entry().id(), "submission", CLIENT));
    directory.removeAppPassword(ann.id(), phone.entry().id());
    assertEquals(Optional.empty(), proven(phone.secret()));
    assertInstanceOf(
        Result.BadCredentials.class,
        authenticator.admit("ann", phone.entry().id(), "pop3", CLIENT));
  }

  @Test
  void aStrongerHashOfTheMainPasswordKeepsAppPasswordsProvable() throws Exception {
    NewSecret<AppPassword> phone =
        directory.addAppPassword(ann.id(), "Phone", Set.of(), Optional.empty());
    String before = hash();
    homes.open.settings(new DirectorySettings("", "", 8, 8_192, 2, 1, 5_000, 0, 400));
    granted("ann", Homes.PASSWORD);
    assertNotEquals(before, hash());
    assertEquals(Optional.of(""), proven(Homes.PASSWORD));
    assertEquals(Optional.of(phone.entry().id()), proven(phone.secret()));
    // The last one gone, the count follows the setting.
    directory.removeAppPassword(ann.id(), phone.entry().id());
    granted("ann", Homes.PASSWORD);
    assertEquals(5_000, homes.open.authenticator().scram("ann").orElseThrow().iterations());
    assertEquals(Optional.of(""), proven(Homes.PASSWORD));
  }

  @Test
  void anAppPasswordIsProvableWithoutAMainPassword() throws Exception {
    Account bob = directory.addAccount(Homes.without("bob@example.test", ""));
    NewSecret<AppPassword> phone =
        directory.addAppPassword(bob.id(), "Phone", Set.of(), Optional.empty());
    Scram scram = homes.open.authenticator().scram("bob").orElseThrow();
    assertEquals(2, scram.keys().size());
    assertArrayEquals(
        verifier(phone.secret(), scram).storedKey(), scram.keys().getFirst().storedKey());
  }

  @Test
  void anAppPasswordWithoutVerifierWorksWithPlain() throws Exception {
    NewSecret<AppPassword> old =
        directory.addAppPassword(ann.id(), "Old", Set.of(), Optional.empty());
    homes.open.database().change(session -> session.run("update app_password set scram = null"));
    granted("ann", old.secret());
    assertEquals(Optional.empty(), proven(old.secret()));
    assertEquals(Optional.of(""), proven(Homes.PASSWORD));
  }
}
