package org.postern.license.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's life: keys, licenses, renewal, revocation, rotation. */
class VendorTest {
  private Tool tool;

  @BeforeEach
  void vendor(@TempDir Path folder) throws IOException {
    tool = new Tool(folder).ready();
  }

  @Test
  void everyFileIsItsOwnersOnly() throws IOException {
    tool.issue("key.lic");
    try (Stream<Path> files = Files.walk(tool.folder.resolve("vendor"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            file.toString());
      }
    }
  }

  @Test
  void privateKeysAreEncrypted() throws IOException {
    for (String key :
        new String[] {"root/root-ed25519.pem", "root/root-mldsa65.pem", "keys/acme-2027.pem"}) {
      assertTrue(
          Files.readString(tool.folder.resolve("vendor").resolve(key))
              .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
          key);
    }
  }

  @Test
  void aLicenseIsInForceWhereTheVendorIsTrustedAndNowhereElse() {
    String license = tool.issue("key.lic", "--seats", "5", "--until", "2099-12-31");
    assertEquals(Exit.OK, tool.run("verify", license, "--trust", tool.trust()));
    assertTrue(tool.out.contains("ACTIVE"), tool.out);
    assertEquals(Exit.SIGNATURE, tool.run("verify", license));
    assertTrue(tool.out.contains("unknown-key"), tool.out);
  }

  @Test
  void timeTellsByTheExitCode() {
    String license = tool.issue("key.lic", "--from", "2030-01-01", "--until", "2030-12-31");
    assertEquals(Exit.TIME, verify(license, "2029-12-31"));
    assertEquals(Exit.OK, verify(license, "2030-01-01"));
    assertEquals(Exit.OK, verify(license, "2031-01-10"));
    assertTrue(tool.out.contains("GRACE"), tool.out);
    assertEquals(Exit.TIME, verify(license, "2031-01-16"));
  }

  @Test
  void aTrialHasNoGrace() {
    String license = tool.issue("trial.lic", "--from", "2030-01-01", "--trial", "30d");
    assertEquals(Exit.OK, verify(license, "2030-01-30"));
    assertEquals(Exit.TIME, verify(license, "2030-01-31"));
  }

  @Test
  void maintenanceIsComparedWithTheBuild() {
    String license = tool.issue("key.lic", "--maintenance-until", "2030-12-31");
    assertEquals(
        Exit.OK,
        tool.run(
            "verify",
            license,
            "--trust",
            tool.trust(),
            "--build",
            "2030-12-31",
            "--at",
            "2050-01-01"));
    assertEquals(
        Exit.TIME, tool.run("verify", license, "--trust", tool.trust(), "--build", "2031-01-02"));
  }

  @Test
  void aBoundLicenseIsForItsDomain() throws IOException {
    Path request = tool.folder.resolve("request.json");
    Files.writeString(
        request, "{\"installId\":\"01ABC\",\"domains\":[\"example.org\"],\"seatsUsed\":3}");
    String license =
        tool.issue("key.lic", "--request", request.toString(), "--bind", "domain,install");
    String trust = tool.trust();
    assertEquals(Exit.OK, tool.run("verify", license, "--trust", trust, "--domain", "example.org"));
    assertEquals(
        Exit.REVOKED_OR_BINDING,
        tool.run("verify", license, "--trust", trust, "--domain", "example.net"));
    assertEquals(Exit.OK, tool.run("verify", license, "--trust", trust, "--install", "other"));
    assertTrue(tool.out.contains("INSTALL_MISMATCH"), tool.out);
  }

  @Test
  void renewingKeepsWhatWasSoldUnderANewId() {
    String old = tool.issue("old.lic", "--seats", "7", "--until", "2030-12-31");
    assertEquals(
        Exit.USAGE, tool.vendor("renew", old, "--out", tool.path("new.lic")), "no new end");
    assertEquals(
        Exit.OK, tool.vendor("renew", old, "--until", "2031-12-31", "--out", tool.path("new.lic")));
    assertEquals(Exit.OK, tool.run("inspect", tool.path("new.lic"), "--trust", tool.trust()));
    assertTrue(tool.out.contains("7, new ones refused above 7"), tool.out);
    assertTrue(tool.out.contains("2032-01-01T00:00:00Z"), tool.out);
    assertEquals(Exit.OK, tool.vendor("ledger", "list"));
    assertEquals(2, tool.out.lines().filter(it -> it.contains("  issue ")).count());
  }

  @Test
  void revokingEndsOneLicenseOnly() {
    String bad = tool.issue("bad.lic");
    String good = tool.issue("good.lic");
    assertEquals(Exit.OK, tool.vendor("revoke", bad, "--reason", "charged back"));
    assertEquals(Exit.REVOKED_OR_BINDING, tool.run("verify", bad, "--trust", tool.trust()));
    assertEquals(Exit.OK, tool.run("verify", good, "--trust", tool.trust()));
    assertEquals(Exit.USAGE, tool.vendor("revoke", "01KAS4Z5V8QJ3M0T7W6X9Y2B1C"));
  }

  @Test
  void aRotatedKeyHonorsWhatItIssuedAndIssuesNoMore() throws IOException {
    String license = tool.issue("key.lic");
    Files.copy(tool.folder.resolve("vendor/keys/acme-2027.pem"), tool.folder.resolve("leaked.pem"));
    assertEquals(Exit.OK, tool.vendor("rotate", "acme-2027", "acme-2028"));
    assertEquals(Exit.OK, tool.run("verify", license, "--trust", tool.trust()));
    assertEquals(
        Exit.USAGE,
        tool.vendor("issue", "--edition", "pro", "--customer", "X", "--key", "acme-2027"));
    String next = tool.issue("next.lic");
    assertEquals(Exit.OK, tool.run("verify", next, "--trust", tool.trust()));
    assertTrue(tool.out.contains("acme-2028"), tool.out);
  }

  @Test
  void aKeyIsNotTrustedBeforeTrustBuild() {
    assertEquals(Exit.OK, tool.vendor("key-new", "acme-2028"));
    assertEquals(
        Exit.SIGNATURE,
        tool.vendor("issue", "--edition", "pro", "--customer", "X", "--out", tool.path("x.lic")));
    assertFalse(Files.exists(tool.folder.resolve("x.lic")));
    assertTrue(tool.err.contains("trust-build"), tool.err);
  }

  @Test
  void aWrongPassphraseChangesNothing() throws IOException {
    Files.writeString(tool.folder.resolve("wrong"), "another passphrase\n");
    String license = tool.issue("key.lic");
    assertEquals(Exit.OK, tool.vendor("ledger", "check"));
    String before = tool.out;
    assertEquals(Exit.USAGE, tool.with("wrong", "issue", "--edition", "pro", "--customer", "X"));
    assertTrue(tool.err.contains("passphrase"), tool.err);
    assertEquals(Exit.USAGE, tool.with("wrong", "revoke", license));
    assertEquals(Exit.USAGE, tool.with("wrong", "rotate", "acme-2027", "acme-2028"));
    assertEquals(Exit.OK, tool.vendor("ledger", "check"));
    assertEquals(before, tool.out);
  }

  @Test
  void aVendorAndAKeyAreMadeOnce() {
    assertEquals(Exit.USAGE, tool.vendor("root-init", "--id", "acme-root", "--name", "Acme Inc."));
    assertEquals(Exit.USAGE, tool.vendor("key-new", "acme-2027"));
    assertEquals(Exit.USAGE, tool.vendor("key-new", "demo-2027"));
    assertEquals(Exit.USAGE, tool.vendor("key-new", "Not A Key"));
  }

  @Test
  void clockResetsHaveSerials() throws IOException {
    assertEquals(Exit.OK, tool.vendor("clock-reset", "--install", "01ABC"));
    assertTrue(tool.out.startsWith("-----BEGIN POSTERN CLOCK-----"), tool.out);
    assertEquals(Exit.OK, tool.vendor("clock-reset", "--install", "01ABC"));
    assertEquals(Exit.OK, tool.vendor("ledger", "list"));
    assertTrue(tool.out.contains("serial=2"), tool.out);
  }

  private int verify(String license, String at) {
    return tool.run("verify", license, "--trust", tool.trust(), "--at", at);
  }
}
