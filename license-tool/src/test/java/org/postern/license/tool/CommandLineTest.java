package org.postern.license.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a person types, and the demo vendor. */
class CommandLineTest {
  private Tool tool;

  @BeforeEach
  void tool(@TempDir Path folder) throws IOException {
    tool = new Tool(folder);
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    check(Main.commandLine());
  }

  private static void check(CommandLine line) {
    for (CommandLine command : line.getSubcommands().values()) {
      String usage = command.getUsageMessage();
      if (command.getSubcommands().isEmpty()) {
        assertTrue(usage.contains("Examples:"), usage);
        assertTrue(usage.contains("license-tool "), usage);
      }
      check(command);
    }
  }

  @Test
  void selftest() {
    assertEquals(Exit.OK, tool.run("selftest"), tool.out);
    assertTrue(tool.out.endsWith("All is well.\n"), tool.out);
  }

  @Test
  void aDemoKeyNeedsNoVendor() {
    String key = tool.path("key.lic");
    assertEquals(
        Exit.OK,
        tool.run("issue", "--demo", "--edition", "pro", "--customer", "Example", "--out", key));
    assertEquals(Exit.OK, tool.run("verify", key), tool.out);
    assertEquals(Exit.OK, tool.run("inspect", key));
    assertTrue(tool.out.contains("demo-2026"), tool.out);
  }

  @Test
  void aBuildWithAVendorRefusesDemoKeys() {
    String key = tool.path("key.lic");
    tool.run("issue", "--demo", "--edition", "pro", "--customer", "Example", "--out", key);
    tool.ready();
    assertEquals(Exit.SIGNATURE, tool.run("verify", key, "--trust", tool.trust()));
    assertTrue(tool.out.contains("demo-key"), tool.out);
  }

  @Test
  void aFileIsNeverOverwritten() throws IOException {
    Path file = Files.writeString(tool.folder.resolve("key.lic"), "mine");
    assertEquals(
        Exit.USAGE,
        tool.run(
            "issue",
            "--demo",
            "--edition",
            "pro",
            "--customer",
            "Example",
            "--out",
            file.toString()));
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void garbageIsMalformed() throws IOException {
    Path file = Files.writeString(tool.folder.resolve("key.lic"), "not a license");
    assertEquals(Exit.MALFORMED, tool.run("inspect", file.toString()));
    assertEquals(Exit.MALFORMED, tool.run("verify", file.toString()));
    assertEquals(Exit.USAGE, tool.run("verify", tool.path("missing.lic")));
  }

  @Test
  void whatAForgedLicenseClaimsIsMarked() throws IOException {
    Path key = tool.folder.resolve("key.lic");
    tool.run("issue", "--demo", "--edition", "pro", "--customer", "Ex", "--out", key.toString());
    String text = Files.readString(key);
    int signature = text.lastIndexOf('.') + 1;
    Files.writeString(
        key,
        text.substring(0, signature)
            + (text.charAt(signature) == 'A' ? 'B' : 'A')
            + text.substring(signature + 1));
    assertEquals(Exit.SIGNATURE, tool.run("inspect", key.toString()));
    assertTrue(tool.out.startsWith("NOT VERIFIED"), tool.out);
    assertTrue(tool.err.contains("bad-signature"), tool.err);
  }

  @Test
  void wrongUsageSaysWhatToDo() {
    assertEquals(Exit.USAGE, tool.run("isue"));
    assertTrue(tool.err.contains("issue"), tool.err);
    assertEquals(Exit.USAGE, tool.run("issue", "--demo"));
    assertTrue(tool.err.contains("--customer"), tool.err);
    assertEquals(
        Exit.USAGE,
        tool.run("issue", "--demo", "--edition", "pro", "--customer", "X", "--until", "soon"));
    assertTrue(tool.err.contains("2027-12-31"), tool.err);
    assertEquals(Exit.USAGE, tool.vendor("trust-build"));
    assertTrue(tool.err.contains("root-init"), tool.err);
  }

  @Test
  void noPassphraseIsEverAnArgument() {
    assertFalse(Main.commandLine().getUsageMessage().contains("--passphrase "));
  }
}
