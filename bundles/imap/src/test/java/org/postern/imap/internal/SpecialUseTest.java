package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * SPECIAL-USE and CREATE-SPECIAL-USE (RFC 6154 2 to 5), and the folders that a new account gets.
 */
class SpecialUseTest {
  @RegisterExtension final TestServer server = new TestServer(TestServer.specialFolders(true));

  @Test
  void aNewAccountGetsTheUsualFoldersOnce() throws Exception {
    try (Client client = server.login()) {
      List<String> lines = client.ok("LIST \"\" *");
      assertEquals(6, lines.size(), lines.toString());
      assertTrue(
          lines.contains("* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\""), lines.toString());
      assertEquals(6, client.ok("LSUB \"\" *").size());
      client.ok("DELETE Archive");
    }
    try (Client client = server.login()) {
      assertEquals(5, client.ok("LIST \"\" *").size());
    }
  }

  @Test
  void areSelectedAndReturned() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE Other");
      List<String> lines = client.ok("LIST (SPECIAL-USE) \"\" * RETURN (SPECIAL-USE)");
      assertEquals(5, lines.size(), lines.toString());
      assertTrue(lines.toString().contains("\\Junk"));
    }
  }

  @Test
  void oneCanBeMadeForAUse() throws Exception {
    try (Client client = server.login()) {
      client.no("CREATE MySent (USE (\\Sent))", "USEATTR");
      client.no("CREATE Views (USE (\\All))", "USEATTR");
      client.bad("CREATE Views (USE)").bad("CREATE Views (FOO (\\Sent))");
      client.ok("DELETE Sent");
      client.ok("CREATE MySent (USE (\\Sent))");
      assertEquals(
          List.of("* LIST (\\HasNoChildren \\Sent) \"/\" \"MySent\""),
          client.ok("LIST \"\" MySent"));
      client.ok("RENAME MySent Gone");
      assertTrue(client.ok("LIST \"\" Gone").getFirst().contains("\\Sent"));
    }
  }

  // RFC 6154 4: what SETMETADATA asks for is checked as what CREATE asks for.
  @Test
  void theUseOfAMailboxCanBeChanged() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE Other");
      for (String refused :
          List.of("\\\\Sent", "\\\\Bogus", "\\\\All", "Sent", "\\\\Junk \\\\Bogus")) {
        client.no("SETMETADATA Other (/private/specialuse \"" + refused + "\")", "USEATTR");
      }
      assertEquals(
          List.of("* METADATA \"Other\" (\"/private/specialuse\" NIL)"),
          client.ok("GETMETADATA Other /private/specialuse"));
      client.ok("SETMETADATA Sent (/private/specialuse \"\\\\Sent\")");
      client.ok("SETMETADATA Sent (/private/specialuse NIL)");
      client.ok("SETMETADATA Other (/private/specialuse \"\\\\sent\")");
      assertEquals(
          List.of("* LIST (\\HasNoChildren \\Sent) \"/\" \"Other\""), client.ok("LIST \"\" Other"));
      client.ok("SETMETADATA Other (/private/specialuse \"\")");
      assertEquals(
          List.of("* LIST (\\HasNoChildren) \"/\" \"Other\""), client.ok("LIST \"\" Other"));
    }
  }

  @Test
  void manyFirstLoginsAtOnce() throws Exception {
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      List<java.util.concurrent.Future<Integer>> all = new java.util.ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (Client client = server.login()) {
                    return client.ok("SELECT INBOX").size();
                  }
                }));
      }
      for (var one : all) {
        assertTrue(one.get() > 0);
      }
    }
    try (Client client = server.login()) {
      assertEquals(5, client.ok("LIST (SPECIAL-USE) \"\" *").size());
    }
  }
}
