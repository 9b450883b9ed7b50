package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IMAP comes with a license and goes with it: the same mail, and nothing else notices. */
final class ProIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path home;
  @TempDir Path folder;
  private static Server server;

  @BeforeAll
  static void start() throws Exception {
    server = Server.init(home);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void install(Duration validity) throws Exception {
    LicenseState.install(server, Instant.now().plus(validity));
  }

  private static void awaitClosed() throws Exception {
    Await.until("the IMAP port to close", PATIENCE, () -> !isOpen());
  }

  private static boolean isOpen() throws IOException {
    try (Wire _ = new Wire(server.port(143))) {
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static void deliver(String account, String subject) throws IOException {
    try (Wire smtp = Wire.smtp(server)) {
      smtp.deliver(
          "a@remote.example",
          account,
          ("From: a@remote.example\r\nSubject: " + subject + "\r\n\r\nhello\r\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static String uidls(Wire pop) throws IOException {
    pop.pop("UIDL", "+OK");
    return new String(pop.multiline(), StandardCharsets.US_ASCII);
  }

  @Test
  void theSameMailByBothProtocolsAndAcrossEveryChange() throws Exception {
    String account = server.account("both");
    deliver(account, "one");
    deliver(account, "two");
    String before;
    try (Wire pop = Wire.pop3(server, account)) {
      before = uidls(pop);
      pop.pop("QUIT", "+OK");
    }
    Path key = folder.resolve("key.lic");
    Server.licenseTool(
            "issue",
            "--demo",
            "--edition",
            "pro",
            "--customer",
            "Example Ltd",
            "--out",
            key.toString())
        .expect(0);
    List<String> bundles = bundles();
    String started = started();
    server.postern("license", "install", key.toString(), "--home", home.toString()).expect(0);
    // No waiting: it listens when the command returns.
    String flags;
    String validity;
    try (Wire imap = Wire.imap(server, account);
        Wire pop = Wire.pop3(server, account)) {
      validity = validity(imap);
      imap.imap("STORE 2 +FLAGS.SILENT (\\Seen \\Flagged $Important)");
      flags = flags(imap);
      assertTrue(flags.contains("$Important"), flags);
      assertEquals(before, uidls(pop));
      server.postern("license", "remove", "--acknowledge", "--home", home.toString()).expect(0);
      Wire.expect(imap.read(), "* BYE [UNAVAILABLE]");
      awaitClosed();
      // The POP3 session that was open all along has noticed nothing.
      assertEquals(before, uidls(pop));
      pop.pop("RETR 1", "+OK");
      pop.multiline();
      pop.pop("QUIT", "+OK");
    }
    install(Duration.ofDays(30));
    try (Wire imap = Wire.imap(server, account)) {
      assertEquals(validity, validity(imap));
      assertEquals(flags, flags(imap));
    }
    assertEquals(bundles, bundles(), "the same bundles, none installed anew");
    assertEquals(started, started(), "the same process");
  }

  /** The framework keeps a folder for each bundle, named by its id. */
  private static List<String> bundles() throws IOException {
    try (Stream<Path> folders = Files.list(home.resolve("data/cache"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static String started() throws Exception {
    return server.get("/server").body().replaceAll(".*(\"startedAt\":\"[^\"]*\").*", "$1");
  }

  @Test
  void capabilitiesAreHiddenFromOneAccount() throws Exception {
    install(Duration.ofDays(30));
    String masked = server.account("masked");
    String other = server.account("unmasked");
    server
        .postern(
            "account",
            "change",
            masked,
            "--hide",
            "imap=IDLE",
            "--hide",
            "imap=COMPRESS=DEFLATE",
            "--hide",
            "pop3=TOP",
            "--home",
            home.toString())
        .expect(0);
    try (Wire imap = Wire.imap(server, masked);
        Wire free = Wire.imap(server, other);
        Wire pop = Wire.pop3(server, masked)) {
      String told = imap.imap("CAPABILITY").toString();
      assertFalse(told.contains(" IDLE") || told.contains("COMPRESS"), told);
      assertTrue(free.imap("CAPABILITY").toString().contains(" IDLE "));
      imap.line("x IDLE");
      Wire.expect(imap.read(), "x BAD ");
      pop.pop("TOP 1 0", "-ERR");
    }
  }

  /** Flags of all messages; \Recent belongs to a session, not to the store. */
  private static String flags(Wire imap) throws IOException {
    return imap.imap("UID FETCH 1:* (FLAGS)").stream()
        .filter(line -> line.contains(" FETCH ("))
        .collect(Collectors.joining("\n"))
        .replaceAll("\\\\Recent ?", "")
        .replace(" )", ")");
  }

  private static String validity(Wire imap) throws IOException {
    return imap.imap("SELECT INBOX").stream()
        .filter(line -> line.contains("UIDVALIDITY"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void idleOutlivesARenewalAndALapseSaysBye() throws Exception {
    install(Duration.ofDays(30));
    String account = server.account("idle");
    try (Wire imap = Wire.imap(server, account)) {
      imap.imap("SELECT INBOX");
      imap.line("t IDLE");
      Wire.expect(imap.read(), "+");
      install(Duration.ofDays(60));
      deliver(account, "while idle");
      Wire.expect(imap.read(), "* 1 EXISTS");
      install(Duration.ofSeconds(3));
      String line = imap.read();
      while (!line.startsWith("* BYE")) {
        line = imap.read();
      }
      Wire.expect(line, "* BYE [UNAVAILABLE]");
      awaitClosed();
    }
  }

  @Test
  void aLicenseIsInForceAgainAfterKill9() throws Exception {
    String account = server.account("kill");
    install(Duration.ofDays(30));
    try (Wire imap = Wire.imap(server, account)) {
      imap.line("t APPEND INBOX (\\Seen) {14}");
      Wire.expect(imap.read(), "+");
      imap.line("Subject: kept\r\n".substring(0, 14));
      Wire.expect(imap.read(), "t OK [APPENDUID");
    }
    server.kill();
    server.start();
    Await.until("IMAP to listen again", PATIENCE, ProIT::isOpen);
    try (Wire imap = Wire.imap(server, account)) {
      assertTrue(String.join("\n", imap.imap("SELECT INBOX")).contains("* 1 EXISTS"));
    }
  }

  @Test
  void anAccountThatLosesImapLosesImapAlone() throws Exception {
    install(Duration.ofDays(30));
    String account = server.account("popper");
    try (Wire pop = Wire.pop3(server, account);
        Wire imap = Wire.imap(server, account)) {
      server
          .postern(
              "account", "change", account, "--protocol", "imap=false", "--home", home.toString())
          .expect(0);
      Wire.expect(imap.read(), "* BYE");
      assertThrows(AssertionError.class, () -> Wire.imap(server, account));
      pop.pop("STAT", "+OK");
    }
    try (Wire pop = Wire.pop3(server, account)) {
      pop.pop("STAT", "+OK");
    }
  }

  @Test
  void imaplibReadsWhatPop3SawBefore() throws Exception {
    Program.require("python3", "python3");
    install(Duration.ofDays(30));
    String account = server.account("imaplib");
    deliver(account, "one");
    Path script =
        Files.writeString(
            folder.resolve("client.py"),
            """
            import imaplib, poplib, ssl, sys
            account, password, imap, imaps, pop = sys.argv[1:]
            context = ssl._create_unverified_context()
            p = poplib.POP3('127.0.0.1', int(pop)); p.user(account); p.pass_(password)
            seen = b'\\r\\n'.join(p.retr(1)[1]) + b'\\r\\n'; p.quit()
            m = imaplib.IMAP4('127.0.0.1', int(imap)); m.starttls(context); m.login(account, password)
            assert m.select('INBOX')[1] == [b'1']
            typ, data = m.fetch('1', '(UID FLAGS BODY.PEEK[])')
            assert data[0][1] == seen, (data, seen)
            assert m.append('INBOX', '\\\\Seen', None, b'Subject: second\\r\\n\\r\\nhi\\r\\n')[0] == 'OK'
            assert m.search(None, 'SUBJECT', 'second')[1] == [b'2']
            assert m.create('Work/2026')[0] == 'OK'
            assert m.uid('MOVE', '2', 'Work/2026')[0] == 'OK'
            assert m.select('Work/2026')[1] == [b'1']
            assert m.rename('Work', 'Done')[0] == 'OK'
            assert m.status('Done/2026', '(MESSAGES UIDNEXT)')[0] == 'OK'
            m.logout()
            m = imaplib.IMAP4_SSL('127.0.0.1', int(imaps), ssl_context=context); m.login(account, password)
            assert m.select('Done/2026')[1] == [b'1']
            m.store('1', '+FLAGS', '\\\\Deleted'); m.expunge()
            assert m.select('Done/2026')[1] == [b'0']
            m.logout()
            """);
    run("python3", script.toString(), account, Server.PASSWORD, port(143), port(993), port(110))
        .expect(0);
  }

  @Test
  void curl() throws Exception {
    Program.require("curl", "curl");
    install(Duration.ofDays(30));
    String account = server.account("curl");
    deliver(account, "by curl");
    String user = account + ":" + Server.PASSWORD;
    for (String url :
        List.of(
            "imap://127.0.0.1:" + port(143) + "/INBOX;MAILINDEX=1",
            "imaps://127.0.0.1:" + port(993) + "/INBOX;UID=1")) {
      Program fetched = run("curl", "-sS", "-k", "-u", user, url).expect(0);
      assertTrue(fetched.output().contains("Subject: by curl\r\n\r\nhello\r\n"), fetched.output());
    }
  }

  @Test
  void mbsyncBothWays() throws Exception {
    Program.require("mbsync", "isync");
    install(Duration.ofDays(30));
    String account = server.account("mbsync");
    for (int i = 0; i < 5; i++) {
      deliver(account, "number " + i);
    }
    Path maildir = Files.createDirectories(folder.resolve("mail"));
    Path rc =
        Files.writeString(
            folder.resolve("mbsyncrc"),
            """
            IMAPAccount postern
            Host 127.0.0.1
            Port %s
            User %s
            Pass "%s"
            SSLType None
            AuthMechs LOGIN

            IMAPStore far
            Account postern

            MaildirStore near
            Path %s/
            Inbox %s/INBOX
            SubFolders Verbatim

            Channel all
            Far :far:
            Near :near:
            Patterns *
            Create Both
            Expunge Both
            SyncState *
            """
                .formatted(port(143), account, Server.PASSWORD, maildir, maildir));
    run("mbsync", "-c", rc.toString(), "-a").expect(0);
    assertEquals(5, mails(maildir.resolve("INBOX")));
    // What is changed on either side is on both after the next run.
    Path first;
    try (var files = Files.list(maildir.resolve("INBOX/new"))) {
      first = files.filter(file -> has(file, "number 0")).findFirst().orElseThrow();
    }
    Files.move(
        first,
        maildir
            .resolve("INBOX/cur")
            .resolve(first.getFileName().toString().split(":")[0] + ":2,FS"));
    try (Wire imap = Wire.imap(server, account)) {
      imap.imap("SELECT INBOX");
      imap.imap("STORE 5 +FLAGS.SILENT (\\Deleted)");
      imap.imap("EXPUNGE");
      run("mbsync", "-c", rc.toString(), "-a").expect(0);
      assertEquals(4, mails(maildir.resolve("INBOX")));
      String flags = String.join("\n", imap.imap("FETCH 1:4 (FLAGS)"));
      assertTrue(flags.contains("\\Flagged") && flags.contains("\\Seen"), flags);
    }
  }

  private static boolean has(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long mails(Path maildir) throws IOException {
    long count = 0;
    for (String part : List.of("new", "cur")) {
      try (var files = Files.list(maildir.resolve(part))) {
        count += files.count();
      }
    }
    return count;
  }

  private static String port(int standard) {
    return Integer.toString(server.port(standard));
  }

  private static Program run(String... command) throws Exception {
    return Program.run("", List.of(command));
  }
}
