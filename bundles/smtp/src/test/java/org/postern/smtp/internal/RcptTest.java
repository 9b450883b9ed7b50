package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postern.directory.Account;
import org.postern.directory.Resolution;

/** RCPT: who gets mail, and who is told at once that he won't (RFC 5321 4.1.1.3). */
final class RcptTest {

  @Test
  void neverRelays() throws Exception {
    try (Rig rig = new Rig(Map.of("maxErrors", 100));
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<ann@example.test>", "250");
      client.say("RCPT TO:<x@elsewhere.example>", "550 5.7.1");
      client.say("RCPT TO:<@mx.example.test:x@elsewhere.example>", "550 5.7.1");
      client.say("RCPT TO:<\"x@elsewhere.example\"@example.test>", "550 5.1.1");
      client.say("RCPT TO:<x%elsewhere.example@example.test>", "550 5.1.1");
      client.say("RCPT TO:<elsewhere.example!x@example.test>", "550 5.1.1");
      client.say("RCPT TO:<x@[192.0.2.1]>", "550 5.7.1");
      client.say("DATA", "554 5.5.1");
    }
  }

  @Test
  void unknownAndUnavailable() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.book.answer("off@example.test", new Resolution.Unavailable("the account is disabled"));
      rig.book.answer("ring@example.test", new Resolution.Loop("ring@example.test"));
      rig.book.answer("nobody@example.test", new Resolution.Local(List.of()));
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<missing@example.test>", "550 5.1.1");
      client.say("RCPT TO:<off@example.test>", "450 4.2.1");
      client.say("RCPT TO:<ring@example.test>", "550 5.4.6");
      client.say("RCPT TO:<nobody@example.test>", "550 5.1.1");
      client.say("RCPT TO:<ann@example.test>", "250 2.1.5");
    }
  }

  @Test
  void frozenAndRestrictedAccountsReceive() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.book.account("ice@example.test", Account.State.FROZEN);
      rig.book.account("mute@example.test", Account.State.RESTRICTED);
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ice@example.test>", "250");
      client.say("RCPT TO:<mute@example.test>", "250");
    }
  }

  @Test
  void caseQuotesAndRoutesDoNotMatter() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.book.account("\"two words\"@example.test", Account.State.ACTIVE);
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ANN@EXAMPLE.TEST>", "250");
      client.say("rcpt to: <\"ann\"@example.test>", "250");
      client.say("RCPT TO:<\"a\\nn\"@example.test>", "250");
      client.say("RCPT TO:<@x.example,@y.example:ann@example.test>", "250");
      client.say("RCPT TO:<\"two words\"@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n\r\n.\r\n").expect("250");
      assertEquals(1, rig.inbox("ann@example.test").size(), "one copy, however it was addressed");
      assertEquals(1, rig.inbox("\"two words\"@example.test").size());
    }
  }

  @Test
  void subaddressesGoToFolders() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.send("", "ann+lists@example.test", "Subject: x\r\n\r\n", "250");
      assertEquals(1, rig.folder("ann@example.test", "lists").size());
      assertEquals(0, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void groupsReachEveryMember() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.book.group("all@example.test", "ann@example.test", "bob@example.test");
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<all@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n\r\n.\r\n").expect("250");
      assertEquals(1, rig.inbox("ann@example.test").size());
      assertEquals(1, rig.inbox("bob@example.test").size());
    }
  }

  @Test
  void internationalDomains() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      rig.book.domain("xn--bcher-kva.example");
      rig.book.account("ann@xn--bcher-kva.example", Account.State.ACTIVE);
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@bücher.example>", "553 5.6.7");
      client.say("RCPT TO:<ann@xn--bcher-kva.example>", "250");
      client.say("RSET", "250");
      client.say("MAIL FROM:<> SMTPUTF8", "250");
      client.say("RCPT TO:<ann@BÜCHER.example>", "250");
      client.say("DATA", "354");
      client.raw("Subject: é\r\n\r\n.\r\n").expect("250");
      String stored = rig.inbox("ann@xn--bcher-kva.example").getFirst();
      assertEquals(true, stored.contains(" with UTF8SMTP id "), stored);
    }
  }

  @Test
  void syntax() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("RCPT TO:<ann@example.test>", "503 5.5.1");
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT", "501 5.5.4");
      client.say("RCPT FROM:<ann@example.test>", "501 5.5.4");
      client.say("RCPT TO:<>", "501 5.1.3");
      client.say("RCPT TO:<ann>", "501 5.1.3");
      client.say("RCPT TO:ann@example.test", "501 5.1.3");
      client.say("RCPT TO:<ann@example.test> NOTIFY=NEVER", "555 5.5.4");
      client.say("RCPT TO:<ann@example.test> X", "555 5.5.4");
      client.say("RCPT TO:<ann@example.test>", "250");
    }
  }

  @Test
  void onlyASingleRecipientIsNamedInTheTrace() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.say("MAIL FROM:<>", "250");
      client.say("RCPT TO:<ann@example.test>", "250");
      client.say("RCPT TO:<bob@example.test>", "250");
      client.say("DATA", "354");
      client.raw("Subject: x\r\n\r\n.\r\n").expect("250");
      String stored = rig.inbox("ann@example.test").getFirst();
      assertEquals(false, stored.contains("bob") || stored.contains("for <"), stored);
    }
  }
}
