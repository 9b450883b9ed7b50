package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.activation.DataHandler;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.Quota;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.event.MailEvent;
import jakarta.mail.event.MessageChangedEvent;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.SearchTerm;
import jakarta.mail.search.SubjectTerm;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.ACL;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.IdleManager;
import org.eclipse.angus.mail.imap.MessageVanishedEvent;
import org.eclipse.angus.mail.imap.ResyncData;
import org.eclipse.angus.mail.imap.Rights;
import org.eclipse.angus.mail.imap.SortTerm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that programs speak IMAP by, against the running server with a license. */
final class ImapLibrariesIT {
  @TempDir Path folder;

  private static IMAPStore connect(ImapUser user, String protocol, int port) throws Exception {
    Properties settings = new Properties();
    String prefix = "mail." + protocol + ".";
    settings.setProperty(prefix + "ssl.trust", "*");
    // Not where it idles: IdleManager waits for octets that its inflater has said are there.
    settings.setProperty("mail.imaps.compress.enable", "true");
    settings.setProperty(prefix + "timeout", "60000");
    settings.setProperty("mail.imap.usesocketchannels", "true");
    IMAPStore store = (IMAPStore) Session.getInstance(settings).getStore(protocol);
    store.connect("127.0.0.1", user.server().port(port), user.address(), Server.PASSWORD);
    return store;
  }

  private static String subjects(Message... messages) throws Exception {
    StringBuilder subjects = new StringBuilder();
    for (Message message : messages) {
      subjects.append(message.getSubject()).append(';');
    }
    return subjects.toString();
  }

  @Test
  void angusWorksInFolders() throws Exception {
    ImapUser user = ImapUser.of("angus");
    user.deliver(1, 4);
    List<String> uidls = user.uidls();
    try (IMAPStore store = connect(user, "imaps", 993);
        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
      assertTrue(store.id(Map.of("name", "Angus")).containsKey("name"));
      assertEquals("", store.getPersonalNamespaces()[0].getFullName());
      inbox.open(Folder.READ_WRITE);
      FetchProfile profile = new FetchProfile();
      profile.add(FetchProfile.Item.ENVELOPE);
      profile.add(FetchProfile.Item.CONTENT_INFO);
      profile.add(FetchProfile.Item.FLAGS);
      profile.add(UIDFolder.FetchProfileItem.UID);
      Message[] messages = inbox.getMessages();
      inbox.fetch(messages, profile);
      assertEquals("number 1;number 2;number 3;number 4;", subjects(messages));
      assertEquals("hello\r\n", messages[0].getContent());
      assertTrue(messages[0].isSet(Flags.Flag.SEEN), "reading sets it");

      Flags flags = new Flags(Flags.Flag.FLAGGED);
      flags.add("$Work");
      inbox.setFlags(2, 3, flags, true);
      SearchTerm term =
          new AndTerm(
              new SearchTerm[] {
                new FlagTerm(new Flags("$Work"), true),
                new SubjectTerm("NUMBER 3"),
                new BodyTerm("ell"),
              });
      assertEquals("number 3;", subjects(inbox.search(term)));
      assertEquals(
          "number 4;number 3;number 2;number 1;",
          subjects(inbox.getSortedMessages(new SortTerm[] {SortTerm.REVERSE, SortTerm.SUBJECT})));

      try (IMAPFolder work = (IMAPFolder) store.getFolder("Work/2026")) {
        assertTrue(work.create(Folder.HOLDS_MESSAGES | Folder.HOLDS_FOLDERS));
        AppendUID[] copied = inbox.copyUIDMessages(new Message[] {messages[1]}, work);
        AppendUID[] moved = inbox.moveUIDMessages(new Message[] {messages[2], messages[3]}, work);
        assertEquals(1, copied[0].uid);
        assertEquals(3, moved[1].uid);
        work.open(Folder.READ_WRITE);
        assertEquals("number 2;number 3;number 4;", subjects(work.getMessages()));
        assertTrue(work.getMessageByUID(2).getFlags().contains("$Work"));
        assertEquals(uidls.subList(0, 2), user.uidls());
        user.expect("INBOX", 2, "SEEN", "1", "FLAGGED KEYWORD $Work", "2");

        work.setFlags(1, 2, new Flags(Flags.Flag.DELETED), true);
        assertEquals(2, work.expunge().length);
      }
      Folder parent = store.getFolder("Work");
      assertTrue(parent.renameTo(store.getFolder("Done")));
      Folder done = store.getFolder("Done/2026");
      done.setSubscribed(true);
      assertEquals(
          List.of("Done", "Done/2026"),
          Arrays.stream(store.getDefaultFolder().list("Done*"))
              .map(Folder::getFullName)
              .sorted()
              .toList());
      assertEquals(1, store.getDefaultFolder().listSubscribed("Done*").length);
      user.expect("Done/2026", 1, "SUBJECT \"number 4\"", "1");
    }
  }

  @Test
  void angusAppendsAndReadsParts() throws Exception {
    ImapUser user = ImapUser.of("angus-parts");
    byte[] attachment = new byte[100_000];
    new Random(1).nextBytes(attachment);
    try (IMAPStore store = connect(user, "imaps", 993);
        IMAPFolder sent = (IMAPFolder) store.getFolder("Sent")) {
      MimeMessage message = new MimeMessage((Session) null);
      message.setFrom(new InternetAddress(user.address(), "Gr\u00fc\u00dfe", "UTF-8"));
      message.setSubject("Sch\u00f6n \u2603", "UTF-8");
      MimeBodyPart text = new MimeBodyPart();
      text.setText("Gr\u00fc\u00dfe\r\n", "UTF-8");
      MimeBodyPart file = new MimeBodyPart();
      file.setDataHandler(
          new DataHandler(new ByteArrayDataSource(attachment, "application/x-noise")));
      file.setFileName("noise.bin");
      message.setContent(new MimeMultipart(text, file));
      message.setFlag(Flags.Flag.SEEN, true);
      assertEquals(1, sent.appendUIDMessages(new Message[] {message})[0].uid);
      sent.open(Folder.READ_ONLY);
      Message read = sent.getMessage(1);
      assertTrue(read.isSet(Flags.Flag.SEEN));
      assertEquals("Sch\u00f6n \u2603", read.getSubject());
      Multipart parts = (Multipart) read.getContent();
      assertEquals("Gr\u00fc\u00dfe\r\n", parts.getBodyPart(0).getContent());
      assertEquals("noise.bin", parts.getBodyPart(1).getFileName());
      assertArrayEquals(attachment, parts.getBodyPart(1).getInputStream().readAllBytes());
    }
  }

  @Test
  void angusSharesAndReadsQuota() throws Exception {
    ImapUser user = ImapUser.of("angus-owner");
    ImapUser other = ImapUser.of("angus-guest");
    user.deliver(1, 1);
    user.server()
        .postern(
            "account",
            "change",
            user.address(),
            "--quota-messages",
            "100",
            "--home",
            user.server().home().toString())
        .expect(0);
    try (IMAPStore store = connect(user, "imap", 143);
        IMAPStore guest = connect(other, "imap", 143)) {
      Quota[] quotas = store.getQuota("INBOX");
      assertTrue(
          Arrays.stream(quotas)
              .flatMap(quota -> Arrays.stream(quota.resources))
              .anyMatch(
                  resource ->
                      resource.name.equals("MESSAGE")
                          && resource.usage == 1
                          && resource.limit == 100),
          Arrays.toString(quotas));
      IMAPFolder shared = (IMAPFolder) store.getFolder("Shared");
      assertTrue(shared.create(Folder.HOLDS_MESSAGES));
      assertTrue(shared.myRights().contains(Rights.Right.ADMINISTER));
      shared.addACL(new ACL(other.address(), new Rights("lrs")));
      assertTrue(
          Arrays.stream(shared.getACL())
              .anyMatch(
                  acl ->
                      acl.getName().equals(other.address())
                          && acl.getRights().contains(new Rights("lrs"))));
      assertTrue(shared.listRights(other.address()).length > 0);
      Folder[] namespaces = guest.getUserNamespaces("");
      Folder seen =
          guest.getFolder(
              namespaces[0].getFullName()
                  + namespaces[0].getSeparator()
                  + user.address()
                  + namespaces[0].getSeparator()
                  + "Shared");
      seen.open(Folder.READ_WRITE);
      assertEquals(0, seen.getMessageCount());
      seen.close();
      shared.removeACL(other.address());
      assertTrue(!seen.exists(), "what isn't shared isn't seen");
    }
  }

  @Test
  void angusIdlesAndComesBackByQresync() throws Exception {
    ImapUser user = ImapUser.of("angus-idle");
    user.deliver(1, 3);
    long validity;
    long modSeq;
    ExecutorService threads = Executors.newCachedThreadPool();
    try (IMAPStore store = connect(user, "imap", 143);
        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
      IdleManager idle = new IdleManager(Session.getInstance(new Properties()), threads);
      inbox.open(Folder.READ_WRITE);
      BlockingQueue<String> events = new LinkedBlockingQueue<>();
      inbox.addMessageCountListener(
          new MessageCountAdapter() {
            @Override
            public void messagesAdded(MessageCountEvent e) {
              events.add("added " + e.getMessages().length);
            }

            @Override
            public void messagesRemoved(MessageCountEvent e) {
              events.add("removed " + e.getMessages().length);
            }
          });
      inbox.addMessageChangedListener(
          e -> events.add("changed " + e.getMessage().getMessageNumber()));
      idle.watch(inbox);
      user.deliver(4, 4);
      await(events, "added 1");
      user.does("INBOX", "STORE 2 +FLAGS.SILENT (\\Flagged)");
      await(events, "changed 2");
      try (Wire pop = Wire.pop3(user.server(), user.address())) {
        pop.pop("DELE 1", "+OK");
        pop.pop("QUIT", "+OK");
      }
      await(events, "removed 1");
      idle.stop();
      validity = inbox.getUIDValidity();
      modSeq = inbox.getHighestModSeq();
    } finally {
      threads.shutdown();
    }
    user.does("INBOX", "STORE 1 +FLAGS.SILENT (\\Deleted)");
    user.does("INBOX", "EXPUNGE");
    user.does("INBOX", "STORE 2 +FLAGS.SILENT (\\Answered)");
    try (IMAPStore store = connect(user, "imap", 143);
        IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX")) {
      List<MailEvent> events = inbox.open(Folder.READ_WRITE, new ResyncData(validity, modSeq));
      assertTrue(
          events.stream()
              .anyMatch(
                  e ->
                      e instanceof MessageVanishedEvent vanished
                          && Arrays.equals(new long[] {1, 2}, vanished.getUIDs())),
          events.toString());
      assertTrue(
          events.stream()
              .anyMatch(
                  e ->
                      e instanceof MessageChangedEvent changed
                          && changed.getMessage().getMessageNumber() == 2),
          events.toString());
    }
  }

  /** Waits for an event; others may come before it. */
  private static void await(BlockingQueue<String> events, String wanted) throws Exception {
    String event = "";
    while (!event.equals(wanted)) {
      event = events.poll(30, TimeUnit.SECONDS);
      assertNotNull(event, "no event: " + wanted);
    }
  }

  @Test
  void imaplib() throws Exception {
    Program.require("python3", "python3");
    ImapUser user = ImapUser.of("imaplib");
    user.deliver(1, 4);
    Path script =
        Files.writeString(
            folder.resolve("client.py"),
            """
            import imaplib, poplib, ssl, sys, time
            account, password, imap, imaps, pop = sys.argv[1:]
            context = ssl._create_unverified_context()
            def uidls():
                p = poplib.POP3('127.0.0.1', int(pop)); p.user(account); p.pass_(password)
                lines = [l.split()[1] for l in p.uidl()[1]]; p.quit(); return lines
            before = uidls()
            m = imaplib.IMAP4_SSL('127.0.0.1', int(imaps), ssl_context=context)
            m.authenticate('PLAIN', lambda _: ('\\0' + account + '\\0' + password).encode())
            other = imaplib.IMAP4('127.0.0.1', int(imap)); other.starttls(context)
            other.login(account, password)
            m.select('INBOX'); other.select('INBOX')
            # Flags that one sets are told to the other.
            m.store('2', '+FLAGS', '(\\\\Flagged $Label1)')
            other.noop()
            assert b'$Label1' in other.response('FETCH')[1][0], 'not told'
            assert m.search(None, 'KEYWORD', '$Label1')[1] == [b'2']
            assert m.uid('SEARCH', 'CHARSET', 'UTF-8', 'SUBJECT', '"number 3"')[1] == [b'3']
            assert m.sort('REVERSE SUBJECT', 'UTF-8', 'ALL')[1] == [b'4 3 2 1']
            assert m.thread('REFERENCES', 'UTF-8', 'ALL')[1] == [b'(1)(2)(3)(4)']
            # Parts of messages.
            typ, data = m.fetch('1:2', '(BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT]<0.3>)')
            assert data[0][1] == b'Subject: number 1\\r\\n\\r\\n' and data[1][1] == b'hel', data
            # Names that are not ASCII, literals, namespaces, special uses.
            assert m.create('"Entw&APw-rfe"')[0] == 'OK'
            assert b'\\\\Sent' in b''.join(m.list()[1])
            assert m.namespace()[0] == 'OK'
            stamp = imaplib.Time2Internaldate(time.time() - 86400)
            big = b'Subject: big\\r\\n\\r\\n' + b'x' * 70 + b'\\r\\n' + b'0123456789' * 7 + b'\\r\\n'
            big += (b'y' * 76 + b'\\r\\n') * 20000
            assert m.append('"Entw&APw-rfe"', '(\\\\Draft \\\\Seen)', stamp, big)[0] == 'OK'
            assert m.status('"Entw&APw-rfe"', '(MESSAGES UNSEEN SIZE)')[1][0].endswith(
                b'(MESSAGES 1 UNSEEN 0 SIZE %d)' % len(big))
            m.select('"Entw&APw-rfe"')
            assert m.fetch('1', '(BODY.PEEK[])')[1][0][1] == big
            assert m.getquotaroot('INBOX')[0] == 'OK' and m.getacl('INBOX')[0] == 'OK'
            assert m.myrights('INBOX')[0] == 'OK'
            assert m.unselect()[0] == 'OK'
            # Copy, move, expunge: seen by the other session and by POP3.
            m.select('INBOX')
            assert m.copy('1', 'Archive')[0] == 'OK'
            assert m.uid('MOVE', '4', 'Archive')[0] == 'OK'
            assert m.response('EXPUNGE')[1] == [b'4']
            m.store('1', '+FLAGS.SILENT', '\\\\Deleted')
            assert m.expunge()[1] == [b'1']
            other.noop()
            assert len(other.response('EXPUNGE')[1]) == 2, 'not expunged there'
            assert other.uid('SEARCH', 'ALL')[1] == [b'2 3']
            assert uidls() == before[1:3], (before, uidls())
            m.select('Archive', readonly=True)
            assert m.store('1', '+FLAGS', '\\\\Seen')[0] == 'NO'
            # What is deleted by POP3 is gone here.
            p = poplib.POP3('127.0.0.1', int(pop)); p.user(account); p.pass_(password)
            p.dele(1); p.quit()
            other.noop()
            assert other.response('EXPUNGE')[1] == [b'1']
            assert other.search(None, 'ALL')[1] == [b'1']
            try:
                m.select('No such'); m.fetch('1', '(FLAGS)'); sys.exit('selected')
            except imaplib.IMAP4.error:
                pass
            m.logout(); other.logout()
            """);
    Program.run(
            "",
            List.of(
                "python3",
                script.toString(),
                user.address(),
                Server.PASSWORD,
                user.port(143),
                user.port(993),
                user.port(110)))
        .expect(0);
  }

  @Test
  void curl() throws Exception {
    Program.require("curl", "curl");
    ImapUser user = ImapUser.of("curl");
    user.deliver(1, 3);
    List<String> uidls = user.uidls();
    String inbox = "imap://127.0.0.1:" + user.port(143) + "/INBOX";
    assertEquals("hel", curl(user, "--ssl-reqd", inbox + ";UID=1;SECTION=TEXT;PARTIAL=0.3"));
    assertEquals(
        "Subject: number 2\r\n\r\n",
        curl(user, inbox + ";UID=2;SECTION=HEADER.FIELDS%20(SUBJECT)"));
    user.expect("INBOX", 3, "SEEN", "1 2");
    assertEquals("* SEARCH 3\r\n", curl(user, inbox + "?UNSEEN%20SUBJECT%20number"));
    Path mail = Files.writeString(folder.resolve("mail.eml"), "Subject: up\r\n\r\nby curl\r\n");
    curl(user, "-T", mail.toString(), "imap://127.0.0.1:" + user.port(143) + "/Drafts");
    user.expect("Drafts", 1, "SEEN SUBJECT up BODY \"by curl\"", "1");
    curl(user, "-X", "STORE 2 +FLAGS (\\Deleted)", inbox);
    curl(user, "-X", "EXPUNGE", inbox);
    assertEquals(List.of(uidls.get(0), uidls.get(2)), user.uidls());
    curl(user, "-X", "UID MOVE 3 Trash", inbox);
    user.expect("Trash", 1, "SUBJECT \"number 3\"", "1");
    String tls = "imaps://127.0.0.1:" + user.port(993) + "/";
    assertTrue(curl(user, tls).contains("\\Trash) \"/\" \"Trash\""));
    assertTrue(
        curl(user, "--login-options", "AUTH=LOGIN", tls + "INBOX", "-X", "FETCH 1 (FLAGS)")
            .startsWith("* 1 FETCH (FLAGS ("));
    Program wrong =
        Program.run("", List.of("curl", "-sS", "-k", "-u", user.address() + ":no", tls));
    assertEquals(67, wrong.exit(), wrong.output());
  }

  private static String curl(ImapUser user, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "-k", "-u", user.address() + ":" + Server.PASSWORD));
    command.addAll(List.of(arguments));
    return Program.run("", command).expect(0).output();
  }
}
