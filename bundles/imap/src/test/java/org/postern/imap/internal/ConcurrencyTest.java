package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops;

/**
 * Many sessions on one mailbox, with deliveries and POP3 deletes at once: what each client was told
 * of numbers, uids and flags is what there is (RFC 9051 5.5, 7.5.1).
 */
class ConcurrencyTest {
  private static final int CLIENTS = 4;
  private static final int COMMANDS = 250;

  @RegisterExtension final TestServer server = new TestServer();

  private final List<Client> clients = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (Client client : clients) {
      client.close();
    }
  }

  /** A client that believes what it is told, and checks whatever can be checked. */
  private static final class Believer implements Callable<Void> {
    private static final Pattern FETCH = Pattern.compile("\\* (\\d+) FETCH \\((.*)\\)");
    private static final Pattern UID = Pattern.compile("UID (\\d+)");
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");

    /** The uid of each number; 0 when it was not told yet. */
    private final List<Long> uids = new ArrayList<>();

    private final List<String> flags = new ArrayList<>();
    private final Client client;
    private final Random random;

    Believer(Client client, long seed) throws Exception {
      this.client = client;
      this.random = new Random(seed);
      for (String line : client.ok("SELECT INBOX")) {
        hear(line, true);
      }
      learn();
    }

    private void learn() throws Exception {
      if (!uids.isEmpty()) {
        run("FETCH 1:* (UID FLAGS)", false);
      }
    }

    private List<String> run(String command, boolean renumbers) throws Exception {
      List<String> lines = client.run(command);
      assertFalse(lines.getLast().startsWith("BAD"), command + ": " + lines);
      for (String line : lines.subList(0, lines.size() - 1)) {
        hear(line, renumbers);
      }
      return lines;
    }

    private void hear(String line, boolean renumbers) {
      if (line.endsWith(" EXPUNGE")) {
        assertTrue(renumbers, line);
        int number = Integer.parseInt(line.replaceAll("\\D", ""));
        assertTrue(number >= 1 && number <= uids.size(), line + " of " + uids.size());
        uids.remove(number - 1);
        flags.remove(number - 1);
      } else if (line.endsWith(" EXISTS")) {
        int count = Integer.parseInt(line.replaceAll("\\D", ""));
        assertTrue(count >= uids.size(), line + " of " + uids.size());
        while (uids.size() < count) {
          uids.add(0L);
          flags.add(null);
        }
      } else {
        Matcher fetch = FETCH.matcher(line);
        if (fetch.matches()) {
          fetched(Integer.parseInt(fetch.group(1)), fetch.group(2), line);
        }
      }
    }

    private void fetched(int number, String items, String line) {
      assertTrue(number >= 1 && number <= uids.size(), line + " of " + uids.size());
      Matcher uid = UID.matcher(items);
      if (uid.find()) {
        long told = Long.parseLong(uid.group(1));
        long known = uids.get(number - 1);
        assertTrue(known == 0 || known == told, line + ", known: " + known);
        uids.set(number - 1, told);
        assertTrue(number == 1 || uids.get(number - 2) < told, line);
      }
      Matcher told = FLAGS.matcher(items);
      if (told.find()) {
        flags.set(number - 1, sorted(told.group(1)));
      }
    }

    private static String sorted(String flags) {
      return new TreeSet<>(List.of(flags.replace("\\Recent", "").strip().split(" +"))).toString();
    }

    private int number() {
      return 1 + random.nextInt(uids.size());
    }

    @Override
    public Void call() throws Exception {
      for (int i = 0; i < COMMANDS; i++) {
        step();
      }
      return null;
    }

    private void step() throws Exception {
      int choice = uids.isEmpty() ? 9 : random.nextInt(11);
      switch (choice) {
        case 0, 1 -> run("FETCH " + number() + ":" + number() + " (UID FLAGS)", false);
        case 2 ->
            run("STORE " + number() + " +FLAGS (\\Flagged k" + random.nextInt(3) + ")", false);
        case 3 -> run("STORE " + number() + " -FLAGS (\\Flagged)", false);
        case 4 -> run("STORE " + number() + ":" + number() + " +FLAGS (\\Deleted)", false);
        case 5 -> run("EXPUNGE", true);
        case 6 -> run("NOOP", true);
        case 7 -> run("SEARCH FLAGGED", false);
        case 8 -> run("UID FETCH 1:* (FLAGS)", true);
        case 9 -> append();
        default -> run("COPY " + number() + " INBOX", true);
      }
    }

    private void append() throws Exception {
      String message = TestServer.message(random.nextInt(1000));
      String tag = client.begin("APPEND INBOX {" + message.length() + "+}");
      client.raw(message).raw("\r\n");
      for (String line : client.answer(tag)) {
        hear(line, true);
      }
    }

    /** After a NOOP it knows all numbers; the flags it was told have to be right already. */
    List<String> settled() throws Exception {
      run("NOOP", true);
      List<String> believed = new ArrayList<>(flags);
      learn();
      for (int i = 0; i < believed.size(); i++) {
        if (believed.get(i) != null) {
          assertEquals(flags.get(i), believed.get(i), "flags of uid " + uids.get(i));
        }
      }
      List<String> all = new ArrayList<>();
      for (int i = 0; i < uids.size(); i++) {
        all.add(uids.get(i) + " " + flags.get(i));
      }
      return all;
    }
  }

  @Test
  void everybodyIsToldTheTruth() throws Exception {
    server.withMessages(10);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Believer> believers = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(server.login());
        believers.add(new Believer(clients.get(i), 4711 + i));
      }
      List<Future<Void>> running = new ArrayList<>();
      for (Believer believer : believers) {
        running.add(threads.submit(believer));
      }
      running.add(threads.submit(this::deliver));
      running.add(threads.submit(this::pop));
      for (Future<Void> one : running) {
        one.get();
      }
      List<String> first = believers.getFirst().settled();
      for (Believer believer : believers) {
        assertEquals(first, believer.settled());
      }
    }
  }

  /** RFC 7162 3.1.3: the conditional STORE is a test and a change at once. */
  @Test
  void ofManyWhoStoreUnchangedSinceOneWins() throws Exception {
    server.withMessages(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(server.inbox());
      }
      for (int round = 0; round < 40; round++) {
        String told = clients.getFirst().ok("FETCH 1 MODSEQ").getLast();
        String modSeq = told.replaceAll(".*MODSEQ \\((\\d+)\\).*", "$1");
        List<Future<List<String>>> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Client client = clients.get(i);
          String flags = "(by" + i + " round" + round % 2 + ")";
          answers.add(
              threads.submit(
                  () -> client.run("STORE 1 (UNCHANGEDSINCE " + modSeq + ") FLAGS " + flags)));
        }
        int won = 0;
        for (Future<List<String>> answer : answers) {
          String last = answer.get().getLast();
          assertTrue(last.startsWith("OK "), last);
          won += last.startsWith("OK [MODIFIED 1]") ? 0 : 1;
        }
        assertEquals(1, won, "winners of round " + round);
      }
    }
  }

  @Test
  void aSlowReaderHoldsNobodyUp() throws Exception {
    String large = "Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(200_000);
    try (Client slow = server.inbox();
        Client other = server.inbox()) {
      slow.append("INBOX", "", large);
      slow.append("INBOX", "", TestServer.message(1));
      String tag = slow.begin("FETCH 1:2 BODY.PEEK[]");
      slow.in().mark(1);
      assertEquals('*', slow.in().read(), "the answer has begun");
      slow.in().reset();
      other.ok("NOOP");
      other.ok("STORE 1:2 +FLAGS (\\Deleted)");
      other.ok("EXPUNGE");
      server.withMessages(1);
      other.ok("NOOP");
      List<String> lines = slow.answer(tag);
      assertEquals(
          "* 1 FETCH (BODY[] {" + large.length() + "}\r\n" + large + ")", lines.getFirst());
      assertTrue(lines.getLast().startsWith("OK "), lines.getLast());
      assertTrue(slow.ok("NOOP").contains("* 1 EXPUNGE"));
    }
  }

  private Void deliver() {
    for (int i = 0; i < 100; i++) {
      server.withMessages(1);
    }
    return null;
  }

  private Void pop() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Maildrop drop =
          server.store.service(Maildrops.class).open(Accounts.id("anna"), "INBOX")) {
        BitSet some = new BitSet();
        for (int k = 0; k < drop.count(); k += 5) {
          some.set(k);
        }
        drop.delete(some);
      }
    }
    return null;
  }
}
