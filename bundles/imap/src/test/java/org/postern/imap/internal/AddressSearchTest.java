package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SEARCH of addresses in all the ways in which they are written (RFC 9051 6.4.4: of the envelope,
 * RFC 5322 3.4, 4.4), and of fields that are there or not.
 */
class AddressSearchTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static final String[] MESSAGES = {
    "From: alba@north.test\r\nTo: berta@south.test\r\nCc: carla@east.test\r\n"
        + "Bcc: dora@west.test\r\n\r\n1\r\n",
    "From: Alba Long <alba@north.test>\r\nTo: \"Berta, B.\" <berta@south.test>\r\n"
        + "Cc: =?utf-8?q?C=C3=A4rla?= <carla@east.test>\r\nBcc: Dora <dora@west.test>\r\n\r\n2\r\n",
    "From: alba@north.test (Alba Long)\r\nTo: berta@south.test\r\n (Berta, B.)\r\n\r\n3\r\n",
    "From: eva@north.test, fritz@north.test\r\n\r\n4\r\n",
    "To: team: gina@south.test, hans@south.test;, empty:;\r\nSubject: NIL\r\nX-Note: one  two"
        + "\r\n\r\nnil is not nothing\r\n",
    "X-Empty:\r\nFrom: <@relay.test:ida@north.test>\r\n\r\n6\r\n",
    "From: Jo <jo (at home) @ west (wing)\r\n .test>\r\nCc: \"kim\"@west.test\r\n\r\n7\r\n",
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FROM alba@north.test | 1 2 3",
        "FROM lba@nor | 1 2 3",
        "FROM ALBA | 1 2 3",
        "FROM \"Alba Long\" | 2 3",
        "FROM eva | 4",
        "FROM fritz@north.test | 4",
        "FROM ida@north.test | 6",
        "FROM jo@west.test | 7",
        "FROM \"at home\" | 7",
        "CC kim@west.test | 7",
        "TEXT o@west.t | 7",
        "TO berta@south.test | 1 2 3",
        "TO \"Berta, B\" | 2 3",
        "TO team | 5",
        "TO empty | 5",
        "TO gina | 5",
        "TO hans@south.test | 5",
        "TO nobody | ''",
        "CC carla | 1 2",
        "BCC dora@west.test | 1 2",
        "HEADER FROM \"\" | 1 2 3 4 6 7",
        "HEADER Cc \"\" | 1 2 7",
        "HEADER x-empty \"\" | 6",
        "NOT HEADER From \"\" | 5",
        "HEADER X-Note \"one  two\" | 5",
        "HEADER X-Note ne | 5",
        "SUBJECT NIL | 5",
        "BODY nil | 5",
        "TEXT nil | 5",
      })
  void finds(String keys, String numbers) throws Exception {
    server.with(MESSAGES);
    try (Client client = server.inbox()) {
      assertEquals(
          ("* SEARCH " + numbers).strip(), client.ok("SEARCH " + keys).getFirst(), "by the index");
      assertEquals(
          ("* SEARCH " + numbers).strip(),
          client.ok("SEARCH OR (" + keys + ") (" + keys + " LARGER 1)").getFirst());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1:3,5 | 1 2 3 5",
        "4:2 | 2 3 4",
        "* | 5",
        "6:* | 5",
        "*:6 | 5",
        "*:3 | 3 4 5",
        "1,4,* | 1 4 5",
        "NOT 2,4 | 1 3 5",
        "UID 1:3,6 | 1 2 5",
        "UID 4:1 | 1 2 3",
        "UID * | 5",
        "UID 7:* | 5",
        "UID *:500 | 5",
        "UID 2 | ''",
        "1:3 NOT UID 3 | 1 3",
        "OR 1 UID 3 | 1 2",
      })
  void sets(String keys, String numbers) throws Exception {
    server.withMessages(6);
    try (Client client = server.inbox()) {
      client.ok("STORE 2 +FLAGS.SILENT (\\Deleted)");
      client.ok("EXPUNGE");
      assertEquals(("* SEARCH " + numbers).strip(), client.ok("SEARCH " + keys).getFirst());
    }
  }
}
