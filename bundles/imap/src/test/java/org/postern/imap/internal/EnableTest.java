package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ENABLE and what it switches on (RFC 9051 6.3.1, RFC 5161 3.1, 3.2). */
class EnableTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void tellsWhatIsOnNowAndPassesOverTheRest() throws Exception {
    try (Client client = server.login()) {
      assertEquals(List.of("* ENABLED CONDSTORE"), client.ok("ENABLE condstore X-FOO NOOP"));
      assertEquals(List.of("* ENABLED"), client.ok("ENABLE X-FOO"));
      client.bad("ENABLE");
    }
  }

  @Test
  void imap4rev2ChangesNamesAndAnswers() throws Exception {
    server.withMessages(1);
    try (Client client = server.login()) {
      client.ok("CREATE B&AOQ-r");
      assertTrue(client.ok("LIST \"\" B*").getFirst().endsWith("\"B&AOQ-r\""));
      client.ok("ENABLE IMAP4rev2");
      assertTrue(client.ok("LIST \"\" B*").getFirst().endsWith("\"B\u00c3\u00a4r\""));
      client.utf8("x STATUS \"B\u00e4r\" (MESSAGES)\r\n");
      assertEquals("* STATUS \"B\u00c3\u00a4r\" (MESSAGES 0)", client.line());
      client.line();
      List<String> select = client.ok("SELECT INBOX");
      assertFalse(select.toString().contains("RECENT"), select.toString());
      assertFalse(select.toString().contains("[UNSEEN"), select.toString());
      assertTrue(select.contains("* LIST () \"/\" \"INBOX\""), select.toString());
      assertEquals(List.of("* 1 FETCH (FLAGS ())"), client.ok("FETCH 1 FLAGS"));
      String found = client.ok("SEARCH ALL").getFirst();
      assertTrue(found.matches("\\* ESEARCH \\(TAG \"a\\d+\"\\) ALL 1"), found);
      List<String> again = client.ok("SELECT INBOX");
      assertTrue(again.getFirst().startsWith("* OK [CLOSED]"), again.toString());
    }
  }

  @Test
  void otherNamesThanThoseGivenAreTold() throws Exception {
    try (Client client = server.login()) {
      client.ok("ENABLE IMAP4rev2");
      assertEquals(List.of("* LIST () \"/\" \"a\" (\"OLDNAME\" (\"a/\"))"), client.ok("CREATE a/"));
      client.utf8("x CREATE \"e\u0301\"\r\n");
      assertEquals(
          "* LIST () \"/\" \"\u00c3\u00a9\" (\"OLDNAME\" (\"e\u00cc\u0081\"))", client.line());
      client.line();
      assertEquals(List.of("* LIST () \"/\" \"b\" (\"OLDNAME\" (\"a\"))"), client.ok("RENAME a b"));
      assertEquals(List.of(), client.ok("CREATE c"));
    }
  }
}
