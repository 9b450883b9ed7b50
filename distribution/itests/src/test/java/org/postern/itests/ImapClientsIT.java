package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that people read and fetch mail with by IMAP, as Debian packages them, against the
 * running server with a license. What came by SMTP is seen, what they change is seen by POP3 and by
 * another IMAP client.
 */
final class ImapClientsIT {
  @TempDir Path folder;

  @Test
  void offlineimapBothWays() throws Exception {
    Program.require("offlineimap", "offlineimap3");
    ImapUser user = ImapUser.of("offlineimap");
    user.deliver(1, 4);
    List<String> uidls = user.uidls();
    Path rc =
        file(
            "offlineimaprc",
            """
            [general]
            metadata = %1$s/metadata
            accounts = postern
            [Account postern]
            localrepository = near
            remoterepository = far
            [Repository near]
            type = Maildir
            localfolders = %1$s/mail
            [Repository far]
            type = IMAP
            remotehost = 127.0.0.1
            remoteport = %2$s
            ssl = no
            starttls = no
            auth_mechanisms = PLAIN
            remoteuser = %3$s
            remotepass = %4$s
            maxconnections = 2
            """
                .formatted(folder, user.port(143), user.address(), Server.PASSWORD));
    String[] sync = {"offlineimap", "-o", "-u", "basic", "-c", rc.toString()};
    run(sync).expect(0);
    List<Path> mails = mails("mail/INBOX");
    assertEquals(4, mails.size());
    // Near: one is read and flagged, one deleted, one written into a folder of its own.
    Path read = mailOf(mails, "number 2");
    Files.move(
        read,
        folder
            .resolve("mail/INBOX/cur")
            .resolve(read.getFileName().toString().replaceAll(":2,.*", ":2,FS")));
    Files.delete(mailOf(mails("mail/INBOX"), "number 3"));
    for (String part : List.of("new", "cur", "tmp")) {
      Files.createDirectories(folder.resolve("mail/Work/" + part));
    }
    file("mail/Work/cur/1.near:2,S", "From: me@near.example\nSubject: written near\n\nhi\n");
    // Far: an answer, by another client.
    user.does("INBOX", "STORE 1 +FLAGS.SILENT (\\Answered)");
    run(sync).expect(0);
    user.expect(
        "INBOX", 3, "SEEN", "2", "FLAGGED", "2", "ANSWERED", "1", "SUBJECT \"number 3\"", "");
    user.expect("Work", 1, "SEEN SUBJECT \"written near\"", "1");
    assertEquals(List.of(uidls.get(0), uidls.get(1), uidls.get(3)), user.uidls());
    Path answered = mailOf(mails("mail/INBOX"), "number 1");
    assertTrue(answered.toString().endsWith(":2,R"), answered.toString());
    // By POP3 it goes away on both sides.
    try (Wire pop = Wire.pop3(user.server(), user.address())) {
      pop.pop("DELE 1", "+OK");
      pop.pop("QUIT", "+OK");
    }
    run(sync).expect(0);
    assertEquals(2, mails("mail/INBOX").size());
  }

  @Test
  void interimapKeepsTwoAccountsEqualByQresync() throws Exception {
    Program.require("interimap", "interimap");
    ImapUser one = ImapUser.of("interimap1");
    ImapUser two = ImapUser.of("interimap2");
    one.deliver(1, 3);
    two.deliver(4, 5);
    String side =
        """
        type = imap
        host = 127.0.0.1
        port = %s
        username = %s
        password = %s
        STARTTLS = NO
        compress = YES
        auth = PLAIN
        """;
    Path rc =
        file(
            "interimap",
            "database = "
                + folder.resolve("interimap.db")
                + "\nlist-mailbox = \"*\"\n[local]\n"
                + side.formatted(one.port(143), one.address(), Server.PASSWORD)
                + "[remote]\n"
                + side.formatted(two.port(143), two.address(), Server.PASSWORD));
    String[] sync = {"interimap", "--config=" + rc};
    run(sync).expect(0);
    one.expect("INBOX", 5, "SUBJECT \"number 5\"", "5");
    two.expect("INBOX", 5, "SUBJECT \"number 3\"", "5");
    List<String> uidls = two.uidls();
    one.does("INBOX", "STORE 2 +FLAGS.SILENT (\\Flagged $Work)");
    one.does("INBOX", "UID STORE 1 +FLAGS.SILENT (\\Deleted)");
    one.does("INBOX", "UID EXPUNGE 1");
    two.does("INBOX", "STORE 1 +FLAGS.SILENT (\\Answered)");
    two.does("INBOX", "COPY 1 Archive");
    two.deliver(6, 6);
    run(sync).expect(0);
    one.expect("INBOX", 5, "FLAGGED KEYWORD $Work", "1", "ANSWERED SUBJECT \"number 4\"", "3");
    two.expect("INBOX", 5, "FLAGGED KEYWORD $Work SUBJECT \"number 2\"", "3");
    one.expect("Archive", 1, "ANSWERED", "1");
    List<String> gone = new ArrayList<>(uidls);
    gone.removeAll(two.uidls());
    assertEquals(1, gone.size(), "what stays keeps its unique id");
  }

  @Test
  void fetchmail() throws Exception {
    Program.require("fetchmail", "fetchmail");
    ImapUser user = ImapUser.of("fetchmail");
    user.deliver(1, 3);
    List<String> uidls = user.uidls();
    Path rc =
        secret(
            "fetchmailrc",
            "poll 127.0.0.1 service %s protocol imap user \"%s\" password \"%s\" sslproto '' mda \"cat >> %s\"\n"
                .formatted(
                    user.port(143), user.address(), Server.PASSWORD, folder.resolve("mbox")));
    List<String> command =
        List.of(
            "fetchmail",
            "-f",
            rc.toString(),
            "--pidfile",
            folder.resolve("pid").toString(),
            "-i",
            folder.resolve("ids").toString(),
            "--nodetach",
            "--nosyslog");
    run(command, "--keep").expect(0);
    assertEquals(3, fetched());
    user.expect("INBOX", 3, "SEEN", "1 2 3");
    assertEquals(uidls, user.uidls());
    // 1: nothing new, though it is there still.
    run(command, "--keep").expect(1);
    user.deliver(4, 4);
    run(command, "--keep", "--flush").expect(0);
    assertEquals(4, fetched());
    user.expect("INBOX", 1, "SEEN SUBJECT \"number 4\"", "1");
    run(command, "--all").expect(0);
    user.expect("INBOX", 0);
    assertEquals(List.of(), user.uidls());
  }

  @Test
  void fetchmailIdles() throws Exception {
    Program.require("fetchmail", "fetchmail");
    ImapUser user = ImapUser.of("fetchmail-idle");
    user.deliver(1, 1);
    Path rc =
        secret(
            "fetchmailrc",
            "poll 127.0.0.1 service %s protocol imap user \"%s\" password \"%s\" sslproto '' idle keep mda \"cat >> %s\"\n"
                .formatted(
                    user.port(143), user.address(), Server.PASSWORD, folder.resolve("mbox")));
    Process process =
        new ProcessBuilder(
                "fetchmail",
                "-f",
                rc.toString(),
                "--pidfile",
                folder.resolve("pid").toString(),
                "--nodetach",
                "--nosyslog")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      Duration patience = Duration.ofSeconds(30);
      Await.until("the first message", patience, () -> fetched() == 1);
      // Each is there before the next is sent: it waits in IDLE in between.
      for (int i = 2; i <= 4; i++) {
        int count = i;
        user.deliver(i, i);
        Await.until("message " + i, patience, () -> fetched() == count);
      }
      Await.until("the flags", patience, () -> user.search("INBOX", "SEEN").equals("1 2 3 4"));
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void getmail() throws Exception {
    Program.require("getmail", "getmail6");
    ImapUser user = ImapUser.of("getmail");
    user.deliver(1, 3);
    List<String> uidls = user.uidls();
    // A program of ours takes the mail: getmail's own delivery refuses to work as root.
    Path take = file("take.sh", "#!/bin/sh\ncat > " + folder.resolve("maildir/new") + "/$$\n");
    Files.createDirectories(folder.resolve("maildir/new"));
    Files.setPosixFilePermissions(take, PosixFilePermissions.fromString("rwx------"));
    String rc =
        """
        [retriever]
        type = %s
        server = 127.0.0.1
        port = %s
        username = %s
        password = %s
        mailboxes = ("INBOX",)
        move_on_delete = Archive
        [destination]
        type = MDA_external
        path = %s
        allow_root_commands = true
        [options]
        delete = %s
        read_all = false
        """;
    file(
        "keep",
        rc.formatted(
            "SimpleIMAPRetriever", user.port(143), user.address(), Server.PASSWORD, take, false));
    file(
        "move",
        rc.formatted(
            "SimpleIMAPSSLRetriever", user.port(993), user.address(), Server.PASSWORD, take, true));
    for (int time = 0; time < 2; time++) {
      run("getmail", "--getmaildir=" + folder, "--rcfile=" + folder.resolve("keep")).expect(0);
      assertEquals(3, mails("maildir").size(), "what was fetched is not fetched again");
    }
    user.expect("INBOX", 3, "SEEN", "");
    assertEquals(uidls, user.uidls());
    user.deliver(4, 4);
    run("getmail", "--getmaildir=" + folder, "--rcfile=" + folder.resolve("move")).expect(0);
    user.expect("INBOX", 0);
    user.expect("Archive", 4);
    assertEquals(List.of(), user.uidls());
  }

  @Test
  void neomutt() throws Exception {
    Program.require("neomutt", "neomutt");
    ImapUser user = ImapUser.of("neomutt");
    user.deliver(1, 3);
    List<String> uidls = user.uidls();
    Files.createDirectories(folder.resolve("headers"));
    Files.createDirectories(folder.resolve("bodies"));
    Path editor = file("editor.sh", "#!/bin/sh\necho written by mutt >> \"$1\"\n");
    Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
    String rc =
        """
        set from="%1$s" realname="Mutt" imap_user="%1$s" imap_pass="%2$s"
        set folder="imap://127.0.0.1:%3$s/" spoolfile="imap://127.0.0.1:%3$s/INBOX"
        set record="+Sent" postponed="+Drafts" smtp_url="smtp://127.0.0.1:%4$s/"
        set ssl_starttls=no ssl_force_tls=no imap_authenticators="login"
        set imap_condstore=yes imap_qresync=yes imap_idle=yes
        set header_cache="%5$s/headers" message_cachedir="%5$s/bodies" editor="%5$s/editor.sh"
        set confirmappend=no confirmcreate=no delete=yes move=no quit=yes wait_key=no resolve=no
        set sort=date mark_old=no
        push "%6$s"
        """;
    file(
        "first",
        rc.formatted(
            user.address(),
            Server.PASSWORD,
            user.port(143),
            user.port(25),
            folder,
            "<first-entry><flag-message><next-entry><display-message><exit>"
                + "<last-entry><save-message>=Saved<enter><sync-mailbox>"
                + "<mail>"
                + user.address()
                + "<enter>by mutt<enter><send-message><quit>"));
    mutt("first");
    Await.until(
        "the mail to be delivered",
        Duration.ofSeconds(30),
        () -> user.search("INBOX", "SUBJECT \"by mutt\"").equals("3"));
    user.expect("INBOX", 3, "FLAGGED", "1", "SEEN", "2");
    user.expect("Saved", 1, "SUBJECT \"number 3\"", "1");
    user.expect("Sent", 1, "SEEN SUBJECT \"by mutt\" BODY \"written by mutt\"", "1");
    assertEquals(uidls.subList(0, 2), user.uidls().subList(0, 2));
    // Once more, from what it has cached and what QRESYNC tells of the change meanwhile.
    user.does("INBOX", "STORE 2:3 +FLAGS.SILENT (\\Flagged)");
    user.does("INBOX", "STORE 1 +FLAGS.SILENT (\\Deleted)");
    user.does("INBOX", "EXPUNGE");
    file(
        "second",
        rc.formatted(
            user.address(),
            Server.PASSWORD,
            user.port(143),
            user.port(25),
            folder,
            "<tag-pattern>~F<enter><tag-prefix><clear-flag>!<tag-prefix><set-flag>r<quit>"));
    mutt("second");
    user.expect("INBOX", 2, "FLAGGED", "", "ANSWERED", "1 2");
  }

  /** It draws on a terminal, which script makes. */
  private void mutt(String rc) throws Exception {
    run(
            "env",
            "TERM=xterm",
            "script",
            "-qec",
            "neomutt -n -F " + folder.resolve(rc),
            folder.resolve("typescript").toString())
        .expect(0);
  }

  @Test
  void mailutil() throws Exception {
    Program.require("mailutil", "uw-mailutils");
    ImapUser user = ImapUser.of("mailutil");
    user.deliver(1, 3);
    List<String> uidls = user.uidls();
    // The library of pine, alpine and PHP; its /tls alone speaks TLS 1.0 and nothing newer.
    String far =
        "{127.0.0.1:%s/user=%s/tls-sslv23/novalidate-cert}"
            .formatted(user.port(143), user.address());
    // Names are below the home, which is / for root.
    String near =
        System.getProperty("user.name").equals("root")
            ? folder.resolve("near.mbx").toString().substring(1)
            : folder.resolve("near.mbx").toString();
    String check = pine("check", far + "INBOX").output();
    assertTrue(check.contains("3 new message(s) (3 unseen), 3 total"), check);
    pine("copy", far + "INBOX", "#driver.mbx/" + near);
    user.expect("INBOX", 3, "SEEN", "");
    pine("copy", near, far + "Work");
    pine("append", near, far + "Work");
    user.expect("Work", 6, "SUBJECT \"number 3\"", "3 6");
    prune(far + "Work", "number 2", 2);
    user.expect("Work", 4);
    pine("rename", far + "Work", far + "Done");
    user.expect("Done", 4);
    prune(far + "INBOX", "number 1", 1);
    assertEquals(uidls.subList(1, 3), user.uidls());
    pine("delete", far + "Done");
    assertEquals(1, user.see("INBOX", "LIST \"\" Done").size(), "it is no longer listed");
  }

  /** Its status says nothing: it is 1 when all went well, too. */
  private static void prune(String mailbox, String subject, int messages) throws Exception {
    String output = mailutil("prune", mailbox, "subject \"" + subject + "\"").output();
    assertTrue(output.contains(messages + " message(s) purged"), output);
  }

  private static Program pine(String... arguments) throws Exception {
    return mailutil(arguments).expect(0);
  }

  /** It asks for the password on the terminal, or, without one, reads it from its input. */
  private static Program mailutil(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait", "mailutil"));
    command.addAll(List.of(arguments));
    return Program.run(Server.PASSWORD + "\n", command);
  }

  private int fetched() throws IOException {
    Path mbox = folder.resolve("mbox");
    return Files.exists(mbox) ? Files.readString(mbox).split("Subject: number", -1).length - 1 : 0;
  }

  private static Path mailOf(List<Path> mails, String subject) throws IOException {
    for (Path mail : mails) {
      if (Files.readString(mail).contains("Subject: " + subject + "\n")) {
        return mail;
      }
    }
    throw new AssertionError(subject + " is not in " + mails);
  }

  private List<Path> mails(String maildir) throws IOException {
    List<Path> mails = new ArrayList<>();
    for (String part : List.of("new", "cur")) {
      Path path = folder.resolve(maildir).resolve(part);
      if (Files.exists(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files.forEach(mails::add);
        }
      }
    }
    return mails;
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path secret(String name, String text) throws IOException {
    Path path = file(name, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    return path;
  }

  private static Program run(List<String> command, String... more) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return Program.run("", all);
  }

  private static Program run(String... command) throws Exception {
    return Program.run("", List.of(command));
  }
}
