package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that people use, as Debian packages them, against the running server. */
@ParameterizedClass
@EnumSource(LicenseState.class)
final class ClientsIT {
  private final LicenseState license;
  private final Server server;
  @TempDir Path folder;

  ClientsIT(LicenseState license) {
    this.license = license;
    this.server = license.server();
  }

  @Test
  void curl() throws Exception {
    Program.require("curl", "curl");
    String account = server.account(license.account("curl"));
    Path mail =
        file(
            "mail.eml",
            "From: a@remote.example\nTo: " + account + "\nSubject: by curl\n\n.dot\nhello\n");
    run(
            "curl",
            "-sS",
            "smtp://127.0.0.1:" + server.port(25) + "/client.example",
            "--mail-from",
            "a@remote.example",
            "--mail-rcpt",
            account,
            "--crlf",
            "-T",
            mail.toString())
        .expect(0);
    String user = account + ":" + Server.PASSWORD;
    for (String url :
        List.of(
            "pop3://127.0.0.1:" + server.port(110) + "/1",
            "pop3s://127.0.0.1:" + server.port(995) + "/1")) {
      Program fetched = run("curl", "-sS", "-k", "-u", user, url).expect(0);
      assertTrue(
          fetched.output().contains("Subject: by curl\r\n\r\n.dot\r\nhello\r\n"), fetched.output());
    }
    Program starttls =
        run(
            "curl",
            "-sS",
            "-k",
            "--ssl-reqd",
            "-u",
            user,
            "pop3://127.0.0.1:" + server.port(110) + "/",
            "-X",
            "UIDL");
    assertTrue(starttls.expect(0).output().startsWith("1 "), starttls.output());
    run("curl", "-sS", "-u", account + ":wrong", "pop3://127.0.0.1:" + server.port(110) + "/")
        .expect(67);
  }

  @Test
  void swaks() throws Exception {
    Program.require("swaks", "swaks");
    String account = server.account(license.account("swaks"));
    run(
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            port(25),
            "--to",
            account,
            "--from",
            "x@remote.example",
            "-tls",
            "--h-Subject",
            "reception")
        .expect(0);
    run(
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            port(24),
            "--protocol",
            "LMTP",
            "--to",
            account,
            "--from",
            "x@remote.example",
            "--h-Subject",
            "lmtp")
        .expect(0);
    for (String mechanism : List.of("PLAIN", "LOGIN")) {
      run(
              "swaks",
              "--server",
              "127.0.0.1",
              "--port",
              port(587),
              "--to",
              account,
              "--from",
              account,
              "-tls",
              "--auth",
              mechanism,
              "--auth-user",
              account,
              "--auth-password",
              Server.PASSWORD,
              "--h-Subject",
              "submission")
          .expect(0);
    }
    run(
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            port(465),
            "--to",
            account,
            "--from",
            account,
            "-tlsc",
            "--auth",
            "PLAIN",
            "--auth-user",
            account,
            "--auth-password",
            Server.PASSWORD,
            "--h-Subject",
            "submissions")
        .expect(0);
    Program relay =
        run(
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            port(25),
            "--to",
            "someone@elsewhere.example",
            "--from",
            "x@remote.example");
    assertTrue(relay.exit() != 0 && relay.output().contains("550 5.7.1"), relay.output());
    Program foreign =
        run(
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            port(587),
            "--to",
            "someone@elsewhere.example",
            "--from",
            account,
            "-tls",
            "--auth",
            "PLAIN",
            "--auth-user",
            account,
            "--auth-password",
            Server.PASSWORD);
    assertTrue(foreign.exit() != 0 && foreign.output().contains("550 5.7.1"), foreign.output());
    Program open =
        run(
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            port(587),
            "--to",
            account,
            "--from",
            account);
    assertTrue(open.exit() != 0 && open.output().contains("530 5.7.0"), open.output());
    try (Wire pop = Wire.pop3(server, account)) {
      Wire.expect(pop.pop("STAT", "+OK"), "+OK 5 ");
    }
  }

  @Test
  void msmtpAndMpop() throws Exception {
    Program.require("msmtp", "msmtp");
    Program.require("mpop", "mpop");
    String account = server.account(license.account("mpop"));
    Path password = file("password.sh", "#!/bin/sh\necho '" + Server.PASSWORD + "'\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rwx------"));
    Program sent =
        Program.run(
            "From: " + account + "\nSubject: by msmtp\n\nhello\n",
            List.of(
                "msmtp",
                "--host=127.0.0.1",
                "--port=" + port(587),
                "--auth=plain",
                "--user=" + account,
                "--tls=on",
                "--tls-certcheck=off",
                "--tls-starttls=on",
                "--passwordeval=" + password,
                "--from=" + account,
                account));
    sent.expect(0);
    Files.createDirectories(folder.resolve("maildir/new"));
    Files.createDirectories(folder.resolve("maildir/cur"));
    Files.createDirectories(folder.resolve("maildir/tmp"));
    for (int time = 0; time < 2; time++) {
      run(
              "mpop",
              "--host=127.0.0.1",
              "--port=" + port(995),
              "--user=" + account,
              "--passwordeval=" + password,
              "--tls=on",
              "--tls-certcheck=off",
              "--tls-starttls=off",
              "--keep=on",
              "--auth=plain",
              "--uidls-file=" + folder.resolve("uidls"),
              "--delivery=maildir," + folder.resolve("maildir"))
          .expect(0);
      assertEquals(
          1, mails(), "with UIDL, a message that was fetched and kept is not fetched again");
    }
  }

  @Test
  void fetchmail() throws Exception {
    Program.require("fetchmail", "fetchmail");
    String account = server.account(license.account("fetchmail"));
    deliver(account, 3);
    Path rc =
        file(
            "fetchmailrc",
            "poll 127.0.0.1 service "
                + port(110)
                + " protocol pop3 user \""
                + account
                + "\" password \""
                + Server.PASSWORD
                + "\" sslproto '' mda \"cat >> "
                + folder.resolve("mbox")
                + "\"\n");
    Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
    run(
            "fetchmail",
            "-f",
            rc.toString(),
            "--pidfile",
            folder.resolve("pid").toString(),
            "-i",
            folder.resolve("ids").toString(),
            "--nodetach",
            "--nosyslog")
        .expect(0);
    assertEquals(
        3, Files.readString(folder.resolve("mbox")).split("Subject: number", -1).length - 1);
    try (Wire pop = Wire.pop3(server, account)) {
      Wire.expect(pop.pop("STAT", "+OK"), "+OK 0 0");
    }
  }

  @Test
  void getmail() throws Exception {
    Program.require("getmail", "getmail6");
    String account = server.account(license.account("getmail"));
    deliver(account, 3);
    Files.createDirectories(folder.resolve("maildir/new"));
    // A program of ours takes the mail: getmail's own delivery refuses to work as root.
    Path take = file("take.sh", "#!/bin/sh\ncat > " + folder.resolve("maildir/new") + "/$$\n");
    Files.setPosixFilePermissions(take, PosixFilePermissions.fromString("rwx------"));
    file(
        "getmailrc",
        """
        [retriever]
        type = SimplePOP3Retriever
        server = 127.0.0.1
        port = %s
        username = %s
        password = %s
        [destination]
        type = MDA_external
        path = %s
        allow_root_commands = true
        [options]
        delete = false
        read_all = false
        """
            .formatted(port(110), account, Server.PASSWORD, take));
    for (int time = 0; time < 2; time++) {
      run("getmail", "--getmaildir=" + folder, "--rcfile=" + folder.resolve("getmailrc")).expect(0);
      assertEquals(3, mails(), "with UIDL, mail that was fetched and kept is not fetched again");
    }
  }

  @Test
  void python() throws Exception {
    Program.require("python3", "python3");
    String account = server.account(license.account("python"));
    Path script =
        file(
            "client.py",
            """
            import poplib, smtplib, ssl, sys
            account, password, smtp, submission, pop, pops = sys.argv[1:]
            context = ssl._create_unverified_context()
            with smtplib.SMTP('127.0.0.1', int(smtp)) as s:
                s.sendmail('a@remote.example', [account], b'Subject: one\\r\\n\\r\\n.first\\r\\n')
            with smtplib.SMTP('127.0.0.1', int(submission)) as s:
                s.starttls(context=context)
                s.login(account, password)
                s.send_message(__import__('email').message_from_string('Subject: two\\n\\nhello\\n'), account, [account])
                try:
                    s.sendmail(account, ['x@elsewhere.example'], b'Subject: no\\r\\n\\r\\n')
                    sys.exit('relayed')
                except smtplib.SMTPRecipientsRefused as e:
                    assert e.recipients['x@elsewhere.example'][0] == 550, e
            p = poplib.POP3('127.0.0.1', int(pop))
            p.stls(context)
            p.user(account); p.pass_(password)
            assert p.stat()[0] == 2, p.stat()
            assert b'.first' in p.retr(1)[1]
            uidl = p.uidl()[1]
            p.dele(1); p.quit()
            p = poplib.POP3_SSL('127.0.0.1', int(pops), context=context)
            p.user(account); p.pass_(password)
            assert 'UIDL' in p.capa()
            assert p.uidl()[1][0].split()[1] == uidl[1].split()[1], (uidl, p.uidl())
            assert b'Subject: two' in p.top(1, 0)[1]
            p.quit()
            """);
    run(
            "python3",
            script.toString(),
            account,
            Server.PASSWORD,
            port(25),
            port(587),
            port(110),
            port(995))
        .expect(0);
  }

  private void deliver(String account, int count) throws IOException {
    try (Wire smtp = Wire.smtp(server)) {
      for (int i = 1; i <= count; i++) {
        smtp.deliver(
            "a@remote.example",
            account,
            ("From: a@remote.example\r\nSubject: number " + i + "\r\n\r\nhello\r\n").getBytes());
      }
    }
  }

  private long mails() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("maildir/new"))) {
      return files.count();
    }
  }

  private String port(int standard) {
    return Integer.toString(server.port(standard));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Program run(String... command) throws Exception {
    return Program.run("", List.of(command));
  }
}
