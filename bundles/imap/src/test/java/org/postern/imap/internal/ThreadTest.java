package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** THREAD=ORDEREDSUBJECT and THREAD=REFERENCES (RFC 5256 3, 4). */
class ThreadTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String mail(int day, String id, String subject, String... references) {
    return "Message-ID: <"
        + id
        + "@x>\r\nSubject: "
        + subject
        + "\r\nDate: "
        + day
        + " Aug 2026 10:00:00 +0000\r\n"
        + (references.length == 0
            ? ""
            : "References: <" + String.join("@x>\r\n <", references) + "@x>\r\n")
        + "\r\nx\r\n";
  }

  @Test
  void byReferences() throws Exception {
    server.with(
        mail(1, "a", "one"),
        mail(2, "b", "Re: one", "a"),
        mail(4, "c", "Re: one", "a", "b"),
        mail(3, "d", "Re: one", "a", "missing"),
        mail(5, "e", "two", "gone"),
        mail(6, "f", "other", "gone"),
        mail(7, "g", "three"),
        "Message-ID: <h@x>\r\nIn-Reply-To: <g@x>\r\nSubject: Re: four\r\nDate: 8 Aug 2026 10:00:00 +0000\r\n\r\n");
    try (Client client = server.inbox()) {
      assertEquals(
          List.of("* THREAD (1 (2 3)(4))((5)(6))(7 8)"), client.ok("THREAD REFERENCES UTF-8 ALL"));
      assertEquals(List.of("* THREAD (3)(7)"), client.ok("UID THREAD REFERENCES UTF-8 UID 3,7"));
      assertEquals(List.of("* THREAD"), client.ok("THREAD REFERENCES UTF-8 SUBJECT none"));
    }
  }

  @Test
  void referencesOfALongHeaderCount() throws Exception {
    String list = "To: " + "a@b.test,\r\n ".repeat(1_000) + "z@b.test\r\n";
    server.with(mail(1, "a", "one"), list + mail(2, "b", "two", "a"));
    try (Client client = server.inbox()) {
      assertEquals(List.of("* THREAD (1 2)"), client.ok("THREAD REFERENCES UTF-8 ALL"));
    }
  }

  @Test
  void subjectsJoinThreads() throws Exception {
    server.with(
        mail(1, "a", "same"), mail(2, "b", "Re: same"), mail(3, "c", "new"), mail(4, "d", "new"));
    try (Client client = server.inbox()) {
      assertEquals(List.of("* THREAD (1 2)((3)(4))"), client.ok("THREAD REFERENCES UTF-8 ALL"));
    }
  }

  @Test
  void circlesAndDoublesDoNoHarm() throws Exception {
    server.with(
        mail(1, "a", "one", "b"),
        mail(2, "b", "two", "a"),
        mail(3, "b", "three", "b", "b"),
        mail(4, "d", "four", "d"));
    try (Client client = server.inbox()) {
      String line = client.ok("THREAD REFERENCES UTF-8 ALL").getFirst();
      for (int i = 1; i <= 4; i++) {
        assertTrue(line.contains("" + i), line);
      }
    }
  }

  @Test
  void bySubject() throws Exception {
    server.with(
        mail(3, "a", "x"), mail(1, "b", "Re: x"), mail(2, "c", "y"), mail(4, "d", "Fwd: x"));
    try (Client client = server.inbox()) {
      assertEquals(List.of("* THREAD (2 (1)(4))(3)"), client.ok("THREAD ORDEREDSUBJECT UTF-8 ALL"));
      client.bad("THREAD FOO UTF-8 ALL").bad("THREAD REFERENCES UTF-8");
    }
  }
}
