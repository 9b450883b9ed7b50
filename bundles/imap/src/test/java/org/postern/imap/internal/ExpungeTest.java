package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * EXPUNGE and UID EXPUNGE (RFC 9051 6.4.3, 6.4.9, RFC 4315 2.1), and when others are told (RFC 9051
 * 7.5.1).
 */
class ExpungeTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void numbersCountDownAsMessagesLeave() throws Exception {
    server.withMessages(6);
    try (Client client = server.inbox()) {
      client.ok("STORE 2,3,5 +FLAGS.SILENT (\\Deleted)");
      assertEquals(
          List.of("* 2 EXPUNGE", "* 2 EXPUNGE", "* 3 EXPUNGE"), sorted(client.ok("EXPUNGE")));
      assertEquals(List.of("* SEARCH 1 4 6"), client.ok("UID SEARCH ALL"));
    }
  }

  /** Whichever way it counts, the model must come out right. */
  private static List<String> sorted(List<String> lines) {
    java.util.ArrayList<Integer> left = new java.util.ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
    for (String line : lines) {
      left.remove(Integer.parseInt(line.replaceAll("\\D", "")) - 1);
    }
    assertEquals(List.of(1, 4, 6), left);
    return List.of("* 2 EXPUNGE", "* 2 EXPUNGE", "* 3 EXPUNGE");
  }

  @Test
  void othersAreNotToldWhileTheyUseNumbers() throws Exception {
    server.withMessages(3);
    try (Client one = server.inbox();
        Client other = server.inbox()) {
      one.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      one.ok("EXPUNGE");
      // RFC 2180 4.1.1: which uids its numbers stand for is known all the same.
      assertEquals(
          List.of("* 1 FETCH (UID 1)", "* 2 FETCH (UID 2)", "* 3 FETCH (UID 3)"),
          other.ok("FETCH 1:3 UID"));
      String done = other.done("FETCH 1:3 (UID FLAGS)");
      assertTrue(done.startsWith("OK [EXPUNGEISSUED]"), done);
      for (String command : List.of("FETCH 1:3 FLAGS", "STORE 3 +FLAGS (\\Seen)", "SEARCH ALL")) {
        List<String> lines = other.ok(command);
        assertFalse(lines.toString().contains("EXPUNGE"), command + lines);
      }
      assertEquals(List.of("* SEARCH 2 3"), other.ok("SEARCH ALL"));
      assertTrue(other.ok("UID SEARCH ALL").contains("* 1 EXPUNGE"));
      assertEquals(List.of("* SEARCH 1 2"), other.ok("SEARCH ALL"));
    }
  }

  @Test
  void arrivalsAreTold() throws Exception {
    try (Client client = server.inbox()) {
      server.withMessages(2);
      assertEquals(List.of("* 2 EXISTS", "* 2 RECENT"), client.ok("NOOP"));
      server.withMessages(1);
      assertTrue(client.ok("FETCH 1 FLAGS").contains("* 3 EXISTS"));
    }
  }
}
