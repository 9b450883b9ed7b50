package org.postern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryFile;
import picocli.CommandLine;

/** What can be done without a server: help, usage errors, init and recover. */
final class CommandLineTest {
  @TempDir Path folder;

  private record Ran(int exit, String output) {}

  private static Ran run(String... arguments) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output, true);
    int exit = Main.commandLine().setOut(writer).setErr(writer).execute(arguments);
    return new Ran(exit, output.toString());
  }

  @Test
  void everyCommandHasHelpThatSaysWhatItDoes() {
    assertHelp(Main.commandLine());
  }

  private static void assertHelp(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    assertNotEquals(0, command.getCommandSpec().usageMessage().description().length, name);
    assertTrue(command.getCommandSpec().optionsMap().containsKey("--help"), name);
    assertTrue(command.getUsageMessage().contains("Example"), name + " has no example");
    command.getSubcommands().values().forEach(CommandLineTest::assertHelp);
  }

  @Test
  void whatIsUnknownIsToldWithWhereToLook() {
    Ran option = run("run", "--no-such-option");
    assertEquals(2, option.exit());
    assertTrue(option.output().contains("--no-such-option"), option.output());
    assertTrue(option.output().contains("postern run --help"), option.output());
    Ran command = run("acount", "list");
    assertEquals(2, command.exit());
    assertTrue(command.output().contains("account"), command.output());
    assertEquals(2, run("account").exit());
    assertEquals(2, run("account", "change").exit());
    assertTrue(run("account", "add", "--help").output().contains("--quota"));
    for (String wrong : new String[] {"imap", "=IDLE"}) {
      Ran hide = run("account", "change", "a@b.example", "--hide", wrong);
      assertEquals(2, hide.exit(), hide.output());
      assertTrue(hide.output().contains("imap=QRESYNC"), hide.output());
    }
  }

  @Test
  void helpIsACommandToo() {
    Ran all = run("help");
    assertEquals(0, all.exit(), all.output());
    assertEquals(run("--help").output(), all.output());
    assertTrue(run("help", "account").output().contains("add"));
  }

  @Test
  void aPasswordIsNoOption() {
    for (String option : new String[] {"--password", "-p", "--pass"}) {
      assertEquals(2, run("account", "add", "a@b.example", option, "secret").exit());
    }
  }

  @Test
  void initMakesAHomeWithADomainAndATokenThatIsGood() throws Exception {
    Ran ran = init("--domain", "Example.Test", "--port-base", "10000", "--listen", "127.0.0.1");
    assertEquals(0, ran.exit(), ran.output());
    Path token = folder.resolve("home/conf/admin.token");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
    assertFalse(ran.output().contains(Files.readString(token).strip()), "no secret is printed");
    String net = Files.readString(folder.resolve("home/conf/org.postern.net.json"));
    assertTrue(
        net.contains("\"portBase\": 10000") && net.contains("\"listen\": \"127.0.0.1\""), net);
    try (DirectoryFile file = DirectoryFile.open(folder.resolve("home"))) {
      assertTrue(file.directory().domain("example.test").isPresent());
      assertGood(file.directory(), Files.readString(token).strip(), true);
    }
  }

  @Test
  void initAgainChangesNothingButAddsWhatIsMissing() throws Exception {
    init("--domain", "one.example", "--port-base", "10000");
    String token = Files.readString(folder.resolve("home/conf/admin.token"));
    Ran again = init("--domain", "one.example", "--port-base", "20000");
    assertEquals(0, again.exit());
    assertTrue(again.output().contains("nothing was changed"), again.output());
    assertEquals(token, Files.readString(folder.resolve("home/conf/admin.token")));
    assertTrue(
        Files.readString(folder.resolve("home/conf/org.postern.net.json")).contains("10000"));
    assertTrue(init("--domain", "two.example").output().contains("domain two.example"));
  }

  @Test
  void startDoesNotTakeAnotherProgramForItsServer() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = other.getLocalPort();
      init("--port-base", Integer.toString(port - 80));
      Ran ran = run("start", "--home", folder.resolve("home").toString());
      assertEquals(1, ran.exit(), ran.output());
      assertTrue(ran.output().contains("Port " + port + " on 127.0.0.1"), ran.output());
      assertTrue(ran.output().contains("portBase"), ran.output());
    }
  }

  @Test
  void initRefusesAFolderWithSomethingElseInIt() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(home.resolve("thesis.tex"), "");
    Ran ran = init();
    assertEquals(1, ran.exit());
    assertTrue(
        ran.output().contains("thesis.tex") && ran.output().contains("--home"), ran.output());
    assertFalse(Files.exists(home.resolve("conf")));
  }

  @Test
  void initSaysWhyAHomeCannotBeMade() throws Exception {
    Files.writeString(folder.resolve("a-file"), "");
    Ran ran = run("init", "--home", folder.resolve("a-file/home").toString());
    assertEquals(1, ran.exit());
    assertTrue(ran.output().contains("a-file"), ran.output());
    assertEquals(1, run("init", "--home", folder.resolve("a-file").toString()).exit());
  }

  @Test
  void initChecksWhatItIsGiven() {
    assertEquals(2, init("--port-base", "70000").exit());
    assertEquals(2, init("--port-base", "-1").exit());
    assertEquals(2, init("--listen", "somewhere").exit());
    Ran ran = init("--domain", "no domain!");
    assertEquals(1, ran.exit());
    assertFalse(Files.exists(folder.resolve("home/conf/postern.json")), "not prepared");
    assertEquals(0, init("--domain", "a.example").exit(), "and can be mended");
  }

  @Test
  void recoverMakesANewTokenAndEndsTheOldOne() throws Exception {
    init();
    Path file = folder.resolve("home/conf/admin.token");
    String before = Files.readString(file).strip();
    assertEquals(0, run("recover", "--home", folder.resolve("home").toString()).exit());
    String after = Files.readString(file).strip();
    assertNotEquals(before, after);
    try (DirectoryFile open = DirectoryFile.open(folder.resolve("home"))) {
      assertGood(open.directory(), before, false);
      assertGood(open.directory(), after, true);
    }
  }

  @Test
  void withoutAServerTheExitCodeSaysSo() {
    assertEquals(3, run("status", "--home", folder.resolve("home").toString()).exit());
    assertEquals(3, run("stop", "--home", folder.resolve("home").toString()).exit());
    init("--port-base", "64000");
    Ran ran = run("domain", "list", "--home", folder.resolve("home").toString());
    assertEquals(3, ran.exit(), ran.output());
    assertTrue(ran.output().contains("postern start --home"), ran.output());
  }

  @Test
  void aHomeThatIsNoneIsSaidToBeNone() {
    Ran ran = run("domain", "list", "--home", folder.resolve("nowhere").toString());
    assertEquals(1, ran.exit());
    assertTrue(ran.output().contains("postern init"), ran.output());
  }

  private Ran init(String... options) {
    String[] all = new String[options.length + 3];
    all[0] = "init";
    all[1] = "--home";
    all[2] = folder.resolve("home").toString();
    System.arraycopy(options, 0, all, 3, options.length);
    return run(all);
  }

  private static void assertGood(Directory directory, String token, boolean good) throws Exception {
    boolean accepted =
        directory
            .bearer(token, InetAddress.getLoopbackAddress())
            .toString()
            .contains("SERVER_ADMIN");
    assertEquals(good, accepted);
  }
}
