package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** STORE and UID STORE (RFC 9051 6.4.6). */
class StoreTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void addRemoveAndReplace() throws Exception {
    server.withMessages(2);
    try (Client client = server.login()) {
      client.ok("ENABLE IMAP4rev2");
      client.ok("SELECT INBOX");
      assertEquals(
          List.of("* 1 FETCH (FLAGS (\\Flagged \\Seen))"),
          client.ok("STORE 1 +FLAGS (\\seen \\FLAGGED)"));
      assertEquals(
          List.of("* 1 FETCH (UID 1 FLAGS (\\Flagged))"), client.ok("UID STORE 1 -FLAGS \\Seen"));
      assertEquals(
          List.of("* 1 FETCH (FLAGS (\\Draft))", "* 2 FETCH (FLAGS (\\Draft))"),
          client.ok("STORE 1:2 FLAGS \\Draft"));
      assertEquals(List.of(), client.ok("STORE 1:2 FLAGS.SILENT ()"));
      assertEquals(
          List.of("* 1 FETCH (FLAGS ())", "* 2 FETCH (FLAGS ())"), client.ok("FETCH 1:* FLAGS"));
    }
  }

  @Test
  void keywordsAreAnnouncedBeforeTheyAreTold() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox();
        Client other = server.inbox()) {
      List<String> lines = client.ok("STORE 1 +FLAGS ($Label1 Foo)");
      assertEquals(2, lines.size(), lines.toString());
      assertTrue(lines.getFirst().matches("\\* FLAGS \\(.*\\$Label1 Foo\\)"), lines.toString());
      List<String> told = other.ok("NOOP");
      assertTrue(told.getFirst().startsWith("* FLAGS ("), told.toString());
      assertTrue(told.getLast().contains("$Label1 Foo"), told.toString());
      assertEquals(1, client.ok("STORE 1 -FLAGS (FOO)").size());
    }
  }

  @Test
  void nonsenseIsRefused() throws Exception {
    server.withMessages(1);
    try (Client client = server.inbox()) {
      client.bad("STORE 1 FLAGS").bad("STORE 1 FLAGS (\\Foo)").bad("STORE 1 FOO (\\Seen)");
      client.bad("STORE 2 FLAGS (\\Seen)").bad("STORE 1 +FLAGS (\\Seen").bad("STORE 1 + FLAGS ()");
      client.no("STORE 1 +FLAGS (" + "k".repeat(101) + ")", "LIMIT");
    }
  }

  // RFC 3501 2.3.2: \Recent is the server's to set; clients that name it are not disturbed.
  @Test
  void recentIsNobodysToSet() throws Exception {
    server.withMessages(1);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      assertEquals(List.of("* 1 FETCH (FLAGS (\\Recent))"), one.ok("STORE 1 -FLAGS (\\Recent)"));
      assertEquals(List.of("* 1 FETCH (FLAGS ())"), other.ok("STORE 1 +FLAGS (\\Recent)"));
      other.append("INBOX", "(\\Recent \\Draft) ", TestServer.message(2));
      other.ok("CREATE there");
      other.append("there", "(\\Recent) ", TestServer.message(3));
      assertTrue(one.ok("SELECT there").contains("* 1 RECENT"));
      assertTrue(other.ok("SELECT there").contains("* 0 RECENT"));
      assertEquals(List.of("* 1 FETCH (FLAGS ())"), other.ok("FETCH 1 FLAGS"));
    }
  }

  @Test
  void otherSessionsAreTold() throws Exception {
    server.withMessages(3);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      other.ok("STORE 2 +FLAGS (\\Seen)");
      assertEquals(List.of("* 2 FETCH (FLAGS (\\Recent \\Seen))"), one.ok("NOOP"));
      assertEquals(List.of(), one.ok("NOOP"));
      assertEquals(List.of(), other.ok("NOOP"), "its own change was told by STORE");
    }
  }

  @Test
  void keywordsHaveAnEnd() throws Exception {
    server.withMessages(2);
    try (Client client = server.inbox()) {
      for (int i = 0; i < 480; i += 60) {
        client.ok("STORE 1 +FLAGS.SILENT (" + keywords(i, 60, "") + ")");
      }
      client.no("STORE 1 +FLAGS.SILENT (" + keywords(480, 60, "") + ")", "LIMIT");
      client.ok("STORE 1 +FLAGS.SILENT (" + keywords(480, 20, "") + ")");
      assertFalse(client.ok("FETCH 1 FLAGS").getFirst().contains(" k500"));
      // What was refused has left nothing behind.
      client.ok("STORE 2 +FLAGS.SILENT (" + keywords(480, 60, "") + ")");
      assertTrue(client.ok("FETCH 2 FLAGS").getLast().contains(" k539"));
      String longest = "x".repeat(90);
      int round = 0;
      String answer;
      do {
        answer =
            client
                .run("STORE 1 FLAGS.SILENT (" + keywords(1000 + 60 * round++, 60, longest) + ")")
                .getLast();
      } while (answer.startsWith("OK"));
      assertTrue(answer.startsWith("NO [LIMIT]"), answer);
      // FLAGS tells them all: two megabytes, and some more for the system's.
      assertTrue(round * 60 * longest.length() < 1 << 22, round + " rounds");
      client.no(
          "STORE 1 FLAGS.SILENT (" + keywords(1000 + 60 * (round - 1), 60, longest) + ")", "LIMIT");
      client.ok("STORE 1 FLAGS.SILENT (" + keywords(0, 60, "") + ")");
    }
  }

  private static String keywords(int from, int count, String end) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "k" + i + end)
        .collect(Collectors.joining(" "));
  }
}
