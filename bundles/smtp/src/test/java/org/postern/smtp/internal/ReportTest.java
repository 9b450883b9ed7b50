package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.postern.mailbox.Delivery.Outcome;

/** Delivery status notifications (RFC 3461, RFC 3464) to senders who are logged in. */
final class ReportTest {
  private static final String MESSAGE =
      "From: ann@example.test\r\nMessage-ID: <m@x>\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n"
          + "Subject: a\u00e9\r\n\r\nthe body\r\n";

  private static void submit(Client client, String mail, String... recipients) throws Exception {
    client.say("MAIL FROM:<ann@example.test>" + mail, "250");
    for (String recipient : recipients) {
      client.say("RCPT TO:" + recipient, "250");
    }
    client.say("DATA", "354");
    client.raw(MESSAGE + ".\r\n");
  }

  @Test
  void success() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      submit(
          client,
          " RET=FULL ENVID=my+20id",
          "<bob@example.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob+2BX@example.test");
      client.expect("250");
      assertEquals(1, rig.inbox("bob@example.test").size());
      String report = rig.inbox("ann@example.test").getFirst();
      assertTrue(report.startsWith("Return-Path: <>\r\n"), report);
      assertTrue(report.contains("\r\nTo: ann@example.test\r\n"), report);
      assertTrue(report.contains("\r\nIn-Reply-To: <m@x>\r\n"), report);
      assertTrue(report.contains("\r\nAuto-Submitted: auto-replied\r\n"), report);
      assertTrue(
          report.contains(
              "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="),
          report);
      assertTrue(report.contains("\r\nOriginal-Envelope-Id: my id\r\n"), report);
      assertTrue(report.contains("\r\nReporting-MTA: dns; mx.example.test\r\n"), report);
      assertTrue(
          report.contains(
              "\r\n\r\nOriginal-Recipient: rfc822; Bob+X@example.test\r\n"
                  + "Final-Recipient: rfc822; bob@example.test\r\n"
                  + "Action: delivered\r\nStatus: 2.1.5\r\n"),
          report);
      assertTrue(report.contains("Content-Type: text/rfc822-headers\r\n"), report);
      assertFalse(report.contains("the body"), "RET counts for failures only");
      assertFalse(report.replace("\r\n", "").contains("\n"), "lines end in CRLF");
    }
  }

  @Test
  void nothingWithoutAsking() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      submit(client, "", "<bob@example.test>");
      client.expect("250");
      submit(client, "", "<bob@example.test> NOTIFY=NEVER");
      client.expect("250");
      submit(client, "", "<bob@example.test> NOTIFY=FAILURE,DELAY");
      client.expect("250");
      assertEquals(0, rig.inbox("ann@example.test").size());
      assertEquals(3, rig.inbox("bob@example.test").size());
    }
  }

  @Test
  void failureOfOneRecipientAmongMany() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      rig.book.account("cat@example.test", org.postern.directory.Account.State.ACTIVE);
      rig.post.room("id-bob@example.test", 100);
      submit(client, " RET=FULL", "<bob@example.test>", "<cat@example.test>");
      client.expect("250");
      assertEquals(1, rig.inbox("cat@example.test").size());
      assertEquals(0, rig.inbox("bob@example.test").size());
      String report = rig.inbox("ann@example.test").getFirst();
      assertTrue(
          report.contains(
              "Final-Recipient: rfc822; bob@example.test\r\nAction: failed\r\nStatus: 5.2.2\r\n"
                  + "Diagnostic-Code: smtp; 452 4.2.2 "),
          report);
      assertFalse(report.contains("Final-Recipient: rfc822; cat"), report);
      assertTrue(report.contains("Content-Type: message/rfc822\r\n"), report);
      assertTrue(report.contains("\r\n\r\nthe body\r\n"), report);
    }
  }

  @Test
  void aFailureThatNobodyWantsToKnow() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      rig.post.room("id-bob@example.test", 100);
      submit(client, "", "<bob@example.test> NOTIFY=NEVER", "<ann@example.test>");
      client.expect("250");
      assertEquals(1, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void whenNobodyGotItTheReplySaysSo() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      rig.post.fault(target -> new Outcome.Failed("broken"));
      submit(client, "", "<bob@example.test>", "<ann@example.test>");
      client.expect("451 4.3.0");
    }
  }

  @Test
  void whenTheReportCanNotBeStoredNothingIsClaimed() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      rig.book.account("cat@example.test", org.postern.directory.Account.State.ACTIVE);
      rig.post.room("id-bob@example.test", 100);
      rig.post.room("id-ann@example.test", 0);
      submit(client, "", "<bob@example.test>", "<cat@example.test>");
      client.expect("452 4.2.2");
    }
  }

  @Test
  void internationalReports() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.login("ann@example.test")) {
      rig.book.account("žofie@example.test", org.postern.directory.Account.State.ACTIVE);
      submit(client, " SMTPUTF8", "<žofie@example.test> NOTIFY=SUCCESS");
      client.expect("250");
      String report =
          new String(
              rig.post.messages("ann@example.test", "").getFirst(),
              java.nio.charset.StandardCharsets.UTF_8);
      assertTrue(report.contains("report-type=global-delivery-status"), report);
      assertTrue(report.contains("Final-Recipient: utf-8; žofie@example.test\r\n"), report);
      assertTrue(report.contains("Content-Type: message/global-headers\r\n"), report);
    }
  }

  @Test
  void parameters() throws Exception {
    try (Rig rig = new Rig(java.util.Map.of("maxErrors", 100));
        Client client = rig.login("ann@example.test")) {
      client.say("MAIL FROM:<> RET=HALF", "501 5.5.4");
      client.say("MAIL FROM:<> ENVID=a=b", "501 5.5.4");
      client.say("MAIL FROM:<> ENVID=a+0Ab", "501 5.5.4");
      client.say("MAIL FROM:<> ENVID=" + "a".repeat(101), "501 5.5.4");
      client.say("MAIL FROM:<> RET=hdrs ENVID=a", "250");
      client.say("RCPT TO:<bob@example.test> NOTIFY", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> NOTIFY=NEVER,SUCCESS", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> NOTIFY=SUCCESS,", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> NOTIFY=SOON", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> ORCPT=bob", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> ORCPT=;bob", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> ORCPT=rfc822;b+zz", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> ORCPT=rfc822;b+0D+0Ab", "501 5.5.4");
      client.say("RCPT TO:<bob@example.test> ORCPT=utf-8;b\\x{e9}", "250");
    }
  }
}
