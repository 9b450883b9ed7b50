package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UTF8=ACCEPT (RFC 6855 3, 4). */
class Utf8AcceptTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void messagesAreAppendedAsUtf8() throws Exception {
    try (Client client = server.inbox()) {
      client.bad("APPEND INBOX UTF8 (~{6+}\r\nA: b\r\n)");
      client.ok("ENABLE UTF8=ACCEPT");
      client.ok("APPEND INBOX UTF8 (~{6+}\r\nA: b\r\n)");
    }
  }

  @Test
  void namesAndHeadersAreTold() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE B&AOQ-r");
      assertTrue(client.ok("LIST \"\" B*").getFirst().endsWith("\"B&AOQ-r\""));
      assertEquals(List.of("* ENABLED UTF8=ACCEPT"), client.ok("ENABLE UTF8=ACCEPT"));
      assertTrue(client.ok("LIST \"\" B*").getFirst().endsWith("\"B\u00c3\u00a4r\""));
      client.ok("SELECT \"B\u00c3\u00a4r\"");
      // In octets: the subject is U+00E4.
      client.ok("APPEND \"B\u00c3\u00a4r\" UTF8 (~{15+}\r\nSubject: \u00c3\u00a4\r\n\r\n)");
      assertTrue(
          client.ok("FETCH 1 ENVELOPE").getLast().contains("(NIL \"\u00c3\u00a4\" "), "in UTF-8");
      assertEquals(List.of("* SEARCH 1"), client.ok("SEARCH SUBJECT \"\u00c3\u00a4\""));
    }
  }

  /** RFC 6855 3, erratum 4029: nothing may say that strings are in another charset. */
  @Test
  void noCommandNamesAnotherCharset() throws Exception {
    try (Client client = server.withMessages(1).inbox()) {
      client.ok("ENABLE IMAP4rev2");
      client.ok("SEARCH CHARSET ISO-8859-1 SUBJECT 1");
      client.ok("ENABLE UTF8=ACCEPT");
      client.bad("SEARCH CHARSET UTF-8 SUBJECT 1");
      client.bad("UID SEARCH RETURN (COUNT) CHARSET US-ASCII ALL");
      client.bad("ESEARCH IN (personal) CHARSET UTF-8 ALL");
      client.bad("SORT (DATE) US-ASCII ALL");
      client.bad("THREAD REFERENCES ISO-8859-1 ALL");
      client.ok("SORT (DATE) utf-8 ALL");
      client.ok("THREAD REFERENCES UTF-8 ALL");
      client.ok("SEARCH SUBJECT 1");
    }
  }
}
