package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands sent ahead (RFC 9051 5.5). */
class PipeliningTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void areAnsweredInOrder() throws Exception {
    server.withMessages(3);
    try (Client client = server.connect()) {
      client.line();
      client.raw(
          "a LOGIN anna@example.test secret\r\nb SELECT INBOX\r\nc FETCH 1:* UID\r\n"
              + "d STORE 2 +FLAGS.SILENT (\\Deleted)\r\ne EXPUNGE\r\n"
              + "f APPEND INBOX {6+}\r\nA: b\r\n\r\ng UID SEARCH ALL\r\nh LOGOUT\r\n");
      String last = "";
      for (String tag : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
        List<String> lines = client.answer(tag);
        assertTrue(lines.getLast().startsWith("OK "), lines.toString());
        if (tag.equals("g")) {
          last = lines.getFirst();
        }
      }
      assertEquals("* SEARCH 1 3 4", last);
      assertTrue(client.closed());
    }
  }

  @Test
  void areAnsweredWhenTheClientSendsNoMore() throws Exception {
    server.withMessages(3);
    for (String last : List.of("", "d LOGOUT\r\n")) {
      try (Client client = server.connect()) {
        client.line();
        client.raw(
            "a LOGIN anna@example.test secret\r\nb SELECT INBOX\r\nc FETCH 1:* UID\r\n" + last);
        client.closeOutput();
        for (String tag : List.of("a", "b", "c")) {
          assertTrue(client.answer(tag).getLast().startsWith("OK "), tag);
        }
        if (!last.isEmpty()) {
          assertTrue(client.answer("d").getLast().startsWith("OK "));
        }
        assertTrue(client.closed());
      }
    }
  }

  @Test
  void thousandsOfThem() throws Exception {
    try (Client client = server.login()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 5_000; i++) {
        all.append("t").append(i).append(" NOOP\r\n");
      }
      Thread writer = Thread.startVirtualThread(() -> write(client, all.toString()));
      for (int i = 0; i < 5_000; i++) {
        assertTrue(client.line().startsWith("t" + i + " OK "));
      }
      writer.join();
    }
  }

  private static void write(Client client, String text) {
    try {
      client.raw(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
