package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** INPROGRESS (RFC 9585), by a clock that goes on by six seconds whenever somebody looks. */
class InProgressTest {
  private static final Pattern TOLD =
      Pattern.compile("\\* OK \\[INPROGRESS \\((NIL|\"[^\"]+\") (NIL|\\d+) (NIL|\\d+)\\)] .+");

  private final AtomicLong clock = new AtomicLong();
  private final CountDownLatch release = new CountDownLatch(1);

  @RegisterExtension final TestServer server = new TestServer().at(pace(Duration.ofSeconds(10)));

  @RegisterExtension
  final TestServer stalling =
      new TestServer()
          .at(new Pace(Duration.ofMillis(1), Duration.ofHours(1), 1, System::nanoTime))
          .over(Around.calls(this::stall));

  @RegisterExtension
  final TestServer quick =
      new TestServer().at(new Pace(Duration.ofMillis(1), Duration.ofHours(1), 1, System::nanoTime));

  @RegisterExtension
  final TestServer hiding =
      new TestServer(
              new Options(
                  Duration.ofMinutes(1),
                  Duration.ofMinutes(1),
                  10,
                  1 << 20,
                  false,
                  1_000,
                  Set.of("INPROGRESS")))
          .at(pace(Duration.ofSeconds(10)));

  @RegisterExtension final TestServer patient = new TestServer().at(pace(Duration.ofHours(9)));

  private Pace pace(Duration tell) {
    return new Pace(tell, Duration.ofMinutes(1), 1_000, () -> clock.addAndGet(10_000_000_000L));
  }

  private void stall(String method) {
    if (Set.of("copy", "move", "expunge").contains(method)) {
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Takes what was told of progress away, having looked at it (RFC 9585 4). */
  private static List<String> others(List<String> lines, String tag, boolean counted) {
    long before = -1;
    long goalBefore = 0;
    int count = 0;
    for (String line : lines) {
      if (line.contains("INPROGRESS")) {
        Matcher told = TOLD.matcher(line);
        assertTrue(told.matches(), line);
        assertEquals(tag, told.group(1), line);
        count++;
        if (!told.group(2).equals("NIL")) {
          long done = Long.parseLong(told.group(2));
          assertTrue(done >= before, lines.toString());
          before = done;
          if (!told.group(3).equals("NIL")) {
            long goal = Long.parseLong(told.group(3));
            assertTrue(goal > done && (goalBefore == 0 || goalBefore == goal), lines.toString());
            goalBefore = goal;
          }
        } else {
          assertEquals("NIL", told.group(3), line);
        }
      }
    }
    assertTrue(count > 0, lines.toString());
    assertEquals(counted, before >= 0, lines.toString());
    return lines.stream().filter(line -> !line.contains("INPROGRESS")).toList();
  }

  private static List<String> run(Client client, String command, boolean counted) throws Exception {
    String tag = client.begin(command);
    List<String> lines = client.answer(tag);
    assertTrue(lines.getLast().startsWith("OK "), lines.toString());
    assertFalse(lines.getLast().contains("INPROGRESS"), "RFC 9585 4: never in a tagged response");
    List<String> others = others(lines, "\"" + tag + "\"", counted);
    return others.subList(0, others.size() - 1);
  }

  // RFC 9585 3
  @Test
  void isAnnounced() throws Exception {
    try (Client client = server.login();
        Client hidden = hiding.login()) {
      assertTrue(client.ok("CAPABILITY").getFirst().contains(" INPROGRESS"));
      assertFalse(hidden.ok("CAPABILITY").getFirst().contains(" INPROGRESS"));
    }
  }

  // RFC 9585 4
  @Test
  void whatLooksAtManyMessagesTellsHowManyItHasSeen() throws Exception {
    server.withMessages(9);
    try (Client client = server.inbox()) {
      assertEquals(List.of("* SEARCH 1 2 3 4 5 6 7 8 9"), run(client, "SEARCH BODY three", true));
      assertEquals(List.of("* SEARCH 3"), run(client, "SEARCH UNSEEN SUBJECT 3 BODY one", true));
      assertEquals(
          List.of("* SORT 9 8 7 6 5 4 3 2 1"),
          run(client, "SORT (REVERSE ARRIVAL REVERSE SUBJECT) UTF-8 ALL", true));
      assertEquals(
          List.of("* THREAD (1)(2)(3)(4)(5)(6)(7)(8)(9)"),
          run(client, "THREAD REFERENCES UTF-8 ALL", true));
      assertEquals(
          List.of("* THREAD (1)(2)(3)(4)(5)(6)(7)(8)(9)"),
          run(client, "THREAD ORDEREDSUBJECT UTF-8 ALL", true));
      assertEquals(1, run(client, "ESEARCH IN (personal) RETURN (COUNT) BODY one", true).size());
      List<String> fetched = run(client, "FETCH 1:* (UID BODY.PEEK[TEXT])", true);
      assertEquals(9, fetched.size());
      for (String line : fetched) {
        assertTrue(line.matches("(?s)\\* \\d FETCH \\(UID \\d BODY\\[TEXT] \\{17}.*\\)"), line);
      }
    }
  }

  @Test
  void aTagThatCantBeToldIsNil() throws Exception {
    server.withMessages(9);
    try (Client client = server.inbox()) {
      client.raw("x]y SEARCH BODY three\r\n");
      others(client.answer("x]y"), "NIL", true);
    }
  }

  @Test
  void whatIsDoneSoonTellsNothing() throws Exception {
    patient.withMessages(9);
    hiding.withMessages(9);
    try (Client client = patient.inbox();
        Client hidden = hiding.inbox()) {
      for (Client one : List.of(client, hidden)) {
        assertEquals(1, one.ok("SEARCH BODY three").size());
        assertEquals(9, one.ok("FETCH 1:* UID").size());
      }
    }
  }

  @Test
  void manyMessagesAppendedAreCounted() throws Exception {
    try (Client client = server.login()) {
      String tag = client.begin("APPEND INBOX {6+}\r\nA: b\r\n {6+}\r\nA: c\r\n {6+}\r\nA: d\r\n");
      List<String> lines = client.answer(tag);
      assertEquals(1, others(lines, "\"" + tag + "\"", true).size());
    }
  }

  @Test
  void whatIsDoneAsAWholeSaysThatItIsStillThere() throws Exception {
    stalling.withMessages(3);
    try (Client client = stalling.inbox()) {
      client.ok("CREATE there");
      String tag = client.begin("COPY 1:3 there");
      String first = client.line();
      assertTrue(first.startsWith("* OK [INPROGRESS (\"" + tag + "\" NIL NIL)] "), first);
      release.countDown();
      List<String> lines = client.answer(tag);
      assertTrue(lines.getLast().startsWith("OK [COPYUID "), lines.toString());
      client.ok("STORE 1:3 +FLAGS.SILENT (\\Deleted)");
      assertTrue(client.ok("EXPUNGE").contains("* 1 EXPUNGE"));
    }
  }

  /** Whether a command on the whole mailbox, of which it tells how far it is, has told a number. */
  private static boolean counts(Client client, String command) throws Exception {
    String tag = client.begin(command);
    List<String> lines = client.answer(tag);
    assertTrue(lines.getLast().startsWith("OK "), lines.getLast());
    long before = 0;
    for (String line : lines.stream().filter(each -> each.contains("INPROGRESS")).toList()) {
      Matcher told = TOLD.matcher(line);
      assertTrue(told.matches(), line);
      if (!told.group(2).equals("NIL")) {
        long done = Long.parseLong(told.group(2));
        assertTrue(done > 0 && done >= before, line);
        assertTrue(told.group(3).equals("NIL") || Long.parseLong(told.group(3)) > done, line);
        before = done;
      }
    }
    return before > 0;
  }

  @Test
  void whatIsDoneAsAWholeIsCounted() throws Exception {
    Set<String> left = new HashSet<>(Set.of("COPY", "MOVE", "EXPUNGE"));
    quick.withMessages(100);
    try (Client client = quick.inbox()) {
      client.ok("CREATE there");
      // Each round has more messages, until all three take long enough.
      while (!left.isEmpty()) {
        if (counts(client, "COPY 1:* INBOX")) {
          left.remove("COPY");
        }
        client.ok("COPY 1:* there");
        client.select("there");
        if (counts(client, "MOVE 1:* INBOX")) {
          left.remove("MOVE");
        }
        client.select("INBOX");
        client.ok("COPY 1:* there");
        client.select("there");
        client.ok("STORE 1:* +FLAGS.SILENT (\\Deleted)");
        if (counts(client, "EXPUNGE")) {
          left.remove("EXPUNGE");
        }
        client.select("INBOX");
      }
    }
  }

  @Test
  void aClientThatLeavesMeanwhileDoesNotStopIt() throws Exception {
    stalling.withMessages(3);
    try (Client client = stalling.inbox()) {
      client.ok("CREATE there");
      client.begin("COPY 1:3 there");
      client.line();
    }
    release.countDown();
    try (Client other = stalling.login()) {
      // The server's end waits for the session, and so does the copy for nobody.
      String status = other.ok("STATUS there (MESSAGES)").getFirst();
      while (!status.equals("* STATUS \"there\" (MESSAGES 3)")) {
        assertEquals("* STATUS \"there\" (MESSAGES 0)", status);
        status = other.ok("STATUS there (MESSAGES)").getFirst();
      }
    }
  }
}
