package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postern.imap.internal.ModelMailbox.Mark;
import org.postern.imap.internal.ModelSession.Kind;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops;

/**
 * Several clients, deliveries and POP3 deletes do random things to two mailboxes, one after the
 * other; each answer is compared with a model of the mailboxes (RFC 9051, RFC 3501, RFC 7162). For
 * hours: {@code -Dpostern.model.seconds=7200 -Dpostern.model.seed=5}.
 */
class ModelTest {
  private static final long SEED = Long.getLong("postern.model.seed", 11);
  private static final long SECONDS = Long.getLong("postern.model.seconds", 0);
  private static final int STEPS = 4_000;
  private static final int CLIENTS = 4;
  private static final List<String> FLAGS =
      List.of("\\Seen", "\\Flagged", "\\Deleted", "\\Answered", "\\Draft", "k0", "k1", "$k2");

  @RegisterExtension final TestServer server = new TestServer();

  private final Random random = new Random(SEED);
  private final ModelMailbox inbox = new ModelMailbox("INBOX");
  private final ModelMailbox other = new ModelMailbox("Other");
  private final List<ModelSession> sessions = new ArrayList<>();
  private final ModelSession.Shared shared = new ModelSession.Shared();
  private final ModelSets sets = new ModelSets(random);
  private final ModelQuestions questions = new ModelQuestions(random, sets, inbox);
  private ModelWatcher watcher;
  private int names;

  @Test
  void everyAnswerIsThatOfTheModel() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE Other");
    }
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    int step = 0;
    try {
      for (int i = 0; i < CLIENTS; i++) {
        sessions.add(ModelSession.open(server.login(), kind(), name(), shared));
        sessions.getLast().select(mailbox(), true);
      }
      watcher = new ModelWatcher(server.login(), server.login(), List.of(inbox, other), shared);
      while (SECONDS > 0 ? System.nanoTime() < end : step < STEPS) {
        step++;
        step();
        if (step % 1_500 == 0) {
          absent(session());
        }
      }
      for (ModelSession session : sessions) {
        session.settle();
      }
      watcher.settle();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "step " + step + " of seed " + SEED + " after\n" + shared.trail(), e);
    } finally {
      for (ModelSession session : sessions) {
        session.close();
      }
      if (watcher != null) {
        watcher.close();
      }
    }
  }

  private Kind kind() {
    return Kind.values()[random.nextInt(Kind.values().length)];
  }

  private String name() {
    return "client " + ++names;
  }

  private ModelMailbox mailbox() {
    return random.nextInt(4) == 0 ? other : inbox;
  }

  private ModelSession session() throws Exception {
    ModelSession session = sessions.get(random.nextInt(sessions.size()));
    if (session.kind == Kind.NOTIFY) {
      // It is told at any time: what it knows now it may have learned, or be about to.
      session.settle();
    }
    return session;
  }

  private void step() throws Exception {
    ModelSession session = session();
    // So many that searches and sets have something to do, and not more.
    boolean many = inbox.messages.size() + other.messages.size() > 60;
    switch (random.nextInt(23)) {
      case 0, 1 -> session.settle();
      case 2 -> deliver();
      case 3 -> pop();
      case 4 -> append(session);
      case 5, 6 -> questions.fetch(session);
      case 7, 8, 9 -> store(session);
      case 10 -> expunge(session);
      case 11 -> {
        if (!many) {
          copy(session, false);
        }
      }
      case 12 -> copy(session, true);
      case 13, 14 -> questions.search(session);
      case 15 -> idle(session);
      case 16 -> questions.status(session, mailbox());
      case 17 -> session.select(mailbox(), random.nextBoolean());
      case 18 -> closeAndSelect(session);
      case 19 -> questions.saved(session);
      case 20 -> watcher.settle();
      case 21 -> name(session);
      default -> {
        if (many) {
          clear(session);
        } else {
          reconnect(session);
        }
      }
    }
  }

  // What is done to the mailboxes.

  private void deliver() {
    server.withMessages(1);
    shared.note("delivered " + inbox.add(List.of(Set.of())));
  }

  private void pop() throws Exception {
    try (Maildrop drop = server.store.service(Maildrops.class).open(Accounts.id("anna"), "INBOX")) {
      List<Long> uids = List.copyOf(inbox.messages.keySet());
      assertEquals(uids.size(), drop.count(), "POP3");
      BitSet some = new BitSet();
      Set<Long> going = new TreeSet<>();
      for (int i = 0; i < uids.size(); i++) {
        if (random.nextInt(12) == 0) {
          some.set(i);
          going.add(uids.get(i));
        }
      }
      drop.delete(some);
      inbox.remove(going);
      shared.note("POP3 deleted " + going);
    }
  }

  private void append(ModelSession session) throws Exception {
    ModelMailbox to = mailbox();
    Set<String> flags = flags();
    String message = TestServer.message(random.nextInt(1000));
    String tag =
        session.client.begin(
            "APPEND %s (%s) {%d+}".formatted(to.name, String.join(" ", flags), message.length()));
    session.client.raw(message).raw("\r\n");
    List<String> lines = session.client.answer(tag);
    shared.note(session.name + ": APPEND " + to.name + " " + flags + " -> " + lines);
    Set<Long> added = to.add(List.of(flags));
    session.added(to, added);
    long uid = added.iterator().next();
    assertTrue(lines.getLast().matches("OK \\[APPENDUID \\d+ " + uid + "] .*"), lines.toString());
    session.hear(lines, true);
  }

  private Set<String> flags() {
    Set<String> flags = new TreeSet<>();
    for (String flag : FLAGS) {
      // Mailboxes would be empty most of the time.
      if (random.nextInt(flag.equals("\\Deleted") ? 12 : 4) == 0) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private void store(ModelSession session) throws Exception {
    ModelSets.Picked picked = sets.pick(session);
    if (picked == null) {
      return;
    }
    ModelMailbox box = session.box;
    char operation = "+-=".charAt(random.nextInt(3));
    Set<String> flags = flags();
    boolean silent = random.nextBoolean();
    Mark mark =
        session.kind.modSeqs() && !box.marks.isEmpty() && random.nextBoolean()
            ? box.marks.get(box.marks.size() - 1 - random.nextInt(Math.min(5, box.marks.size())))
            : null;
    List<String> lines =
        session.run(
            "%s%s %sFLAGS%s (%s)"
                .formatted(
                    picked.command("STORE"),
                    mark == null ? "" : " (UNCHANGEDSINCE " + mark.modSeq() + ")",
                    operation == '=' ? "" : operation,
                    silent ? ".SILENT" : "",
                    String.join(" ", flags)));
    Set<Long> there = session.there(picked.uids());
    Set<Long> modified = new TreeSet<>();
    if (mark != null) {
      there.stream()
          .filter(uid -> box.messages.get(uid).version > mark.version())
          .forEach(modified::add);
    }
    there.removeAll(modified);
    box.store(there, operation, flags);
    if (silent) {
      session.stored(there, operation, flags);
    }
    session.hear(lines, picked.byUid());
    if (!silent) {
      assertTrue(session.fetched.containsAll(there), () -> there + " by " + lines);
    }
    assertEquals(
        modified.isEmpty() ? Set.of() : picked.names(session, modified),
        ModelAnswers.uids(ModelAnswers.code(lines.getLast(), "MODIFIED")),
        () -> "MODIFIED: " + lines);
  }

  /** More happens than is kept for a client that asks for nothing. */
  private void absent(ModelSession session) throws Exception {
    ModelSession busy = session();
    while (busy == session) {
      busy = session();
    }
    for (int i = 0; i < 20; i++) {
      append(session);
    }
    session.settle();
    session.hear(session.run("UID FETCH 1:* (FLAGS)"), true);
    ModelMailbox box = session.box;
    busy.select(box, true);
    long end = box.version() + 5_000;
    for (int i = 0; box.version() < end; i++) {
      store(busy);
      if (i % 20 == 0) {
        append(busy);
        busy.settle();
      }
      if (i == 10) {
        expunge(busy);
      }
    }
  }

  private void expunge(ModelSession session) throws Exception {
    ModelMailbox box = session.box;
    // What a client has not heard of it can't mean.
    Set<Long> going = session.there(box.deleted());
    List<String> lines;
    if (random.nextBoolean()) {
      lines = session.run("EXPUNGE");
    } else {
      Set<Long> some = sets.uids(box);
      lines = session.run("UID EXPUNGE " + ModelAnswers.set(some));
      going.retainAll(some);
    }
    box.remove(going);
    session.hear(lines, true);
    session.settled();
  }

  private void closeAndSelect(ModelSession session) throws Exception {
    ModelMailbox box = session.box;
    session.leave();
    if (random.nextBoolean()) {
      session.client.ok("UNSELECT");
    } else {
      assertEquals(List.of(), session.client.ok("CLOSE"));
      box.remove(box.deleted());
    }
    session.select(box, random.nextBoolean());
  }

  /** Most messages go. */
  private void clear(ModelSession session) throws Exception {
    session.settle();
    if (session.view.isEmpty()) {
      return;
    }
    ModelMailbox box = session.box;
    Set<Long> going = new TreeSet<>(session.view.subList(0, (session.view.size() + 1) / 2));
    List<String> lines =
        session.run("UID STORE " + ModelAnswers.set(going) + " +FLAGS.SILENT (\\Deleted)");
    box.store(going, '+', Set.of("\\Deleted"));
    session.stored(going, '+', Set.of("\\Deleted"));
    session.hear(lines, true);
    lines = session.run("UID EXPUNGE " + ModelAnswers.set(going));
    box.remove(going);
    session.hear(lines, true);
    session.settled();
  }

  /** A mailbox comes, gets another name or goes. */
  private void name(ModelSession session) throws Exception {
    String name = "m" + random.nextInt(4);
    String to = "m" + random.nextInt(4);
    String command =
        !watcher.names.contains(name)
            ? "CREATE " + name
            : watcher.names.contains(to) ? "DELETE " + name : "RENAME " + name + " " + to;
    session.hear(session.run(command), true);
    watcher.names.remove(name);
    if (!command.startsWith("DELETE")) {
      watcher.names.add(command.startsWith("RENAME") ? to : name);
    }
  }

  private void copy(ModelSession session, boolean move) throws Exception {
    ModelSets.Picked picked = sets.pick(session);
    if (picked == null) {
      return;
    }
    ModelMailbox from = session.box;
    ModelMailbox to = random.nextInt(3) == 0 ? from : from == inbox ? other : inbox;
    List<String> lines = session.run(picked.command(move ? "MOVE" : "COPY") + " " + to.name);
    if (lines.getLast().startsWith("NO [EXPUNGEISSUED]")) {
      // RFC 2180 4.4.1: nothing was done, for some were not there any more.
      assertTrue(session.there(picked.uids()).size() < picked.uids().size(), lines.toString());
      session.hear(lines, move || picked.byUid());
      return;
    }
    Set<Long> there = session.there(picked.uids());
    List<Set<String>> flags = there.stream().map(uid -> from.messages.get(uid).flags).toList();
    Set<Long> copies = to.add(flags);
    session.added(to, copies);
    if (move) {
      from.remove(there);
    }
    String told =
        lines.stream()
            .map(line -> ModelAnswers.code(line, "COPYUID"))
            .filter(c -> !c.isEmpty())
            .findFirst()
            .orElse("");
    assertEquals(there.isEmpty(), told.isEmpty(), () -> there + " by " + lines);
    if (!told.isEmpty()) {
      String[] parts = told.split(" ");
      assertEquals(there, ModelAnswers.uids(parts[1]), () -> "COPYUID: " + lines);
      assertEquals(copies, ModelAnswers.uids(parts[2]), () -> "COPYUID: " + lines);
    }
    session.hear(lines, true);
  }

  private void reconnect(ModelSession session) throws Exception {
    session.leave();
    session.close();
    ModelSession next = session.again(server.login(), kind(), name());
    sessions.set(sessions.indexOf(session), next);
    next.select(mailbox(), random.nextBoolean());
  }

  private void idle(ModelSession session) throws Exception {
    ModelSession another = session();
    session.settle();
    String tag = session.client.begin("IDLE");
    String line = session.client.line();
    while (!line.startsWith("+")) {
      session.hear(line, true);
      line = session.client.line();
    }
    switch (random.nextInt(3)) {
      case 0 -> deliver();
      case 1 -> pop();
      default -> {
        if (another != session) {
          store(another);
        }
      }
    }
    while (!session.isSettled()) {
      session.hear(session.client.line(), true);
    }
    session.client.raw("DONE\r\n");
    session.hear(session.client.answer(tag), true);
    session.settled();
  }
}
