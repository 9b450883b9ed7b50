package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  private static final List<String> NAMED =
      List.of(
          "CREATE ?",
          "SUBSCRIBE ?",
          "RENAME INBOX ?",
          "RENAME ? other",
          "STATUS ? (MESSAGES)",
          "LIST ? *",
          "LIST \"\" ? RETURN (STATUS (MESSAGES))",
          "LSUB \"\" ?",
          "SETACL INBOX ? lr",
          "SETACL ? bob@example.test lr",
          "LISTRIGHTS INBOX ?",
          "MYRIGHTS ?",
          "GETACL ?",
          "GETQUOTA ?",
          "GETQUOTAROOT ?",
          "GETMETADATA INBOX ?",
          "SETMETADATA INBOX (? \"x\")",
          "SETMETADATA \"\" (? \"x\")",
          "COPY 1 ?",
          "STORE 1 +FLAGS (?)",
          "SEARCH KEYWORD ?",
          "SEARCH HEADER ? x",
          "FETCH 1 BODY.PEEK[HEADER.FIELDS (?)]",
          "ESEARCH IN (subtree ?) ALL",
          "NOTIFY SET (mailboxes ? (MessageNew MessageExpunge))",
          "ID (\"name\" ?)",
          "UNSUBSCRIBE ?",
          "DELETE ?");

  /** What a name of anything may be made of is each command's to refuse, not to fail of. */
  @Test
  void everyNameIsAnswered() throws Exception {
    server.withMessages(1);
    List<String> names = new java.util.ArrayList<>();
    for (char c = ' '; c <= '~'; c++) {
      if (!Character.isLetterOrDigit(c)) {
        String one = c == '"' || c == '\\' ? "\\" + c : "" + c;
        names.addAll(List.of(one, "a" + one + "b", "/private/a" + one + "b", "user/" + one));
      }
    }
    names.addAll(List.of("", "x", "\u007f", "\u0001", "a/" + "b/".repeat(99), "a".repeat(999)));
    names.addAll(List.of("anyone", "-", "-x", "@example.test", "&AOQ", "&AAAA-", "&2AA-"));
    names.addAll(List.of("user/anna@example.test", "user/bob@example.test/", "user//x"));
    names.addAll(List.of("/private", "/shared/vendor", "/private/vendor/a-b", "/private//x"));
    try (Client client = server.inbox()) {
      for (String command : NAMED) {
        for (String name : names) {
          String asked = command.replace("?", "\"" + name + "\"");
          String answer = client.run(asked).getLast();
          assertTrue(answer.matches("(OK|NO|BAD) .*"), asked + ": " + answer);
          assertFalse(answer.matches("NO \\[(SERVERBUG|UNAVAILABLE)].*"), asked + ": " + answer);
        }
        client.ok("SELECT INBOX");
      }
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
