package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An account of the shared server for one test, and what other clients see in it. */
record ImapUser(Server server, String address) {

  /** A new account on the server with a license. */
  static ImapUser of(String client) throws Exception {
    Server server = LicenseState.ACTIVE.server();
    return new ImapUser(server, server.account(client + "-imap"));
  }

  String port(int standard) {
    return Integer.toString(server.port(standard));
  }

  /** Mail from outside, by SMTP: subjects {@code number from} to {@code number to}. */
  void deliver(int from, int to) throws IOException {
    try (Wire smtp = Wire.smtp(server)) {
      for (int i = from; i <= to; i++) {
        smtp.deliver(
            "a@remote.example",
            address,
            ("From: a@remote.example\r\nTo: "
                    + address
                    + "\r\nSubject: number "
                    + i
                    + "\r\nMessage-ID: <"
                    + i
                    + "@remote.example>\r\nDate: Tue, 4 Aug 2026 10:00:00 +0200\r\n\r\nhello\r\n")
                .getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** The unique ids that POP3 shows, in order. */
  List<String> uidls() throws IOException {
    try (Wire pop = Wire.pop3(server, address)) {
      pop.pop("UIDL", "+OK");
      List<String> uidls =
          new String(pop.multiline(), StandardCharsets.US_ASCII)
              .lines()
              .map(line -> line.split(" ")[1])
              .toList();
      pop.pop("QUIT", "+OK");
      return uidls;
    }
  }

  /** What another IMAP client is told, read only. */
  List<String> see(String mailbox, String command) throws IOException {
    try (Wire imap = Wire.imap(server, address)) {
      imap.imap("EXAMINE " + mailbox);
      return imap.imap(command);
    }
  }

  /** What another IMAP client does. */
  void does(String mailbox, String command) throws IOException {
    try (Wire imap = Wire.imap(server, address)) {
      imap.imap("SELECT " + mailbox);
      imap.imap(command);
    }
  }

  /** The sequence numbers that match, as they are answered. */
  String search(String mailbox, String key) throws IOException {
    return see(mailbox, "SEARCH " + key).getFirst().substring("* SEARCH".length()).strip();
  }

  /** There must be these messages in the mailbox, of which these match, one key after another. */
  void expect(String mailbox, int messages, String... keysAndNumbers) throws IOException {
    String all =
        IntStream.rangeClosed(1, messages)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" "));
    assertEquals(all, search(mailbox, "ALL"), mailbox);
    for (int i = 0; i < keysAndNumbers.length; i += 2) {
      assertEquals(
          keysAndNumbers[i + 1],
          search(mailbox, keysAndNumbers[i]),
          mailbox + " " + keysAndNumbers[i]);
    }
  }
}
