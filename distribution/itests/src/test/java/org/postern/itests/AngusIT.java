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

/**
 * Angus Mail, the jakarta.mail that Java programs have, against the running server with a license.
 */
final class AngusIT {
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
}
