package org.postern.imap.internal;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The parser against random input: whatever comes, the session answers or says goodbye. */
class CommandFuzzTest {
  private static final int ROUNDS = 3_000;

  private static final List<String> WORDS =
      List.of(
          "FETCH",
          "UID",
          "STORE",
          "SEARCH",
          "SELECT",
          "INBOX",
          "LIST",
          "APPEND",
          "STATUS",
          "COPY",
          "(",
          ")",
          "\"",
          "\\",
          "{3}",
          "{3+}",
          "{0}",
          "~{2+}",
          "1:*",
          "1,2",
          "*",
          "$",
          "BODY[",
          "]",
          "<0.5>",
          "HEADER.FIELDS",
          "(FLAGS)",
          "\\Seen",
          "RETURN",
          "OR",
          "NOT",
          "ALL",
          "TEXT",
          "UNCHANGEDSINCE",
          "CHANGEDSINCE",
          "+FLAGS",
          "NIL",
          "\u00ff",
          "\0",
          "%",
          "99999999999",
          "MESSAGES",
          "CREATE",
          "ENABLE",
          "ID",
          "NOOP",
          "RENAME",
          "CATENATE (",
          "TEXT {3+}",
          "URL /INBOX/;UID=1/;PARTIAL=0.2",
          "URL",
          "REPLACE",
          "CHARSET ISO-2022-JP",
          "CHARSET EUC-KR",
          "SETACL INBOX -anyone lr",
          "UNAUTHENTICATE x",
          "a/b",
          "&AOQ-",
          "1-Jan-2020",
          "NOTIFY SET",
          "NOTIFY SET STATUS (personal (MessageNew MessageExpunge))",
          "(selected",
          "(MessageNew",
          "subtree",
          "CANCELUPDATE",
          "UPDATE",
          "CONTEXT",
          "SEARCH RETURN (UPDATE (FLAGS UID) COUNT) ALL");

  @RegisterExtension
  final TestServer server =
      new TestServer(
          new Options(
              java.time.Duration.ofMinutes(1),
              java.time.Duration.ofMinutes(1),
              1_000_000,
              1 << 20,
              false,
              10_000,
              java.util.Set.of()));

  @Test
  void everyLineIsAnswered() throws Exception {
    server.withMessages(3);
    java.util.Random random = new java.util.Random(20260804);
    Client client = server.inbox();
    for (int round = 0; round < ROUNDS; round++) {
      String line = line(random);
      client.raw("f" + round + " " + line + "\r\n");
      // Whatever it waits for in the middle, a NOOP ends up behind it or in it.
      client.raw("abcdefgh\r\n)\r\nn" + round + " NOOP\r\n");
      if (!synchronize(client, "n" + round)) {
        client.close();
        client = server.inbox();
      }
    }
    client.close();
    try (Client after = server.inbox()) {
      after.ok("FETCH 1 FLAGS");
    }
  }

  private static String line(java.util.Random random) {
    StringBuilder line = new StringBuilder();
    for (int i = random.nextInt(9); i >= 0; i--) {
      line.append(WORDS.get(random.nextInt(WORDS.size())));
      if (random.nextInt(4) > 0) {
        line.append(' ');
      }
    }
    return line.toString();
  }

  /** Reads until the NOOP is answered; false when the server has said goodbye. */
  private static boolean synchronize(Client client, String tag) throws Exception {
    try {
      for (int waits = 0; ; ) {
        String line = client.line();
        if (line.startsWith("* BYE")) {
          return false;
        }
        if (line.startsWith(tag + " ")) {
          return true;
        }
        if (line.startsWith("+ ") && ++waits > 3) {
          return false;
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("no answer to " + tag, e);
    }
  }
}
