package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients ask of every mailbox, and so of those in which there is nothing. */
class EmptyMailboxTest {
  @RegisterExtension final TestServer server = new TestServer();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "UID FETCH 1:* (FLAGS) | nothing",
        "UID FETCH * (FLAGS) | nothing",
        "UID FETCH 7:* (FLAGS) | nothing",
        "UID FETCH *:7 BODY.PEEK[] | nothing",
        "UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1) | * OK [HIGHESTMODSEQ 1] The highest modseq",
        "UID FETCH 1:* (FLAGS) (PARTIAL -1:-10) | nothing",
        "UID STORE 1:* +FLAGS (\\Seen) | nothing",
        "UID COPY 1:* INBOX | nothing",
        "UID MOVE 1:* INBOX | nothing",
        "UID EXPUNGE 1:* | nothing",
        "EXPUNGE | nothing",
        "SEARCH 1:* | * SEARCH",
        "SEARCH * | * SEARCH",
        "SEARCH NOT 1:* | * SEARCH",
        "UID SEARCH 1:* NOT DELETED | * SEARCH",
        "UID SEARCH UID 1:* | * SEARCH",
        "UID SEARCH UID *:5 SEEN | * SEARCH",
        "UID SEARCH RETURN (MIN MAX ALL COUNT) 1:* | * ESEARCH (TAG \"a3\") UID COUNT 0",
        "UID SORT (DATE) UTF-8 1:* | * SORT",
        "UID THREAD REFERENCES UTF-8 1:* | * THREAD",
      })
  void namesNothing(String command, String answer) throws Exception {
    try (Client client = server.inbox()) {
      List<String> lines = client.ok(command);
      assertEquals(answer == null ? List.of() : List.of(answer), lines);
    }
  }

  @ParameterizedTest
  @CsvSource({"FETCH 1:* FLAGS", "FETCH * FLAGS", "STORE 1:* FLAGS ()", "COPY 1:* INBOX"})
  void hasNoNumber(String command) throws Exception {
    // RFC 9051 9, seq-number: BAD, "*" of an empty mailbox too.
    try (Client client = server.inbox()) {
      client.bad(command);
      client.ok("NOOP");
    }
  }
}
