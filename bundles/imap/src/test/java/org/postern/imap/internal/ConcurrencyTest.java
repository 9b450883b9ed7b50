package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops;

/**
 * Many sessions on one mailbox, with deliveries and POP3 deletes at once: what each client was told
 * of numbers, uids and flags is what there is (RFC 9051 5.5, 7.5.1). For hours: {@code
 * -Dpostern.model.seconds=7200 -Dpostern.model.seed=5}.
 */
class ConcurrencyTest {
  private static final long SEED = Long.getLong("postern.model.seed", 4711);
  private static final long SECONDS = Long.getLong("postern.model.seconds", 0);
  private static final int CLIENTS = 4;

  @RegisterExtension final TestServer server = new TestServer();

  private final List<Client> clients = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (Client client : clients) {
      client.close();
    }
  }

  @Test
  void everybodyIsToldTheTruth() throws Exception {
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    server.withMessages(10);
    List<Believer> believers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(server.login());
      believers.add(new Believer(clients.get(i), SEED + i, i % 2 == 1));
    }
    int round = 0;
    do {
      round++;
      try {
        allAtOnce(believers);
      } catch (ExecutionException | AssertionError e) {
        throw new AssertionError("round " + round + " of seed " + SEED, e);
      }
    } while (System.nanoTime() < end);
  }

  private void allAtOnce(List<Believer> believers) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> running = new ArrayList<>();
      for (Believer believer : believers) {
        running.add(threads.submit(believer));
      }
      running.add(threads.submit(this::deliver));
      running.add(threads.submit(this::pop));
      for (Future<Void> one : running) {
        one.get();
      }
    }
    Map<Long, String> first = believers.getFirst().settled();
    for (Believer believer : believers) {
      assertEquals(first, believer.settled());
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
