package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.postern.imap.internal.ModelMailbox.Mark;
import org.postern.imap.internal.ModelMailbox.Message;
import org.postern.imap.internal.ModelSession.Kind;

/**
 * Commands that only ask, with random arguments; what is answered is compared with the model.
 *
 * @param inbox of which uids are named
 */
record ModelQuestions(Random random, ModelSets sets, ModelMailbox inbox) {

  void fetch(ModelSession session) throws Exception {
    ModelSets.Picked picked = sets.pick(session);
    if (picked == null) {
      return;
    }
    Mark mark =
        session.kind.modSeqs() && !session.box.marks.isEmpty() && random.nextInt(3) == 0
            ? session.box.marks.getLast()
            : null;
    String items = List.of("FLAGS", "UID FLAGS", "UID FLAGS MODSEQ").get(random.nextInt(3));
    List<String> lines =
        session.run(
            "%s (%s)%s"
                .formatted(
                    picked.command("FETCH"),
                    items,
                    mark == null ? "" : " (CHANGEDSINCE " + mark.modSeq() + ")"));
    Set<Long> there = session.there(picked.uids());
    session.hear(lines, picked.byUid());
    if (mark != null) {
      there.removeIf(uid -> session.box.messages.get(uid).version <= mark.version());
    }
    assertTrue(session.fetched.containsAll(there), () -> there + " by " + lines);
  }

  private ModelKey key(int depth) {
    return ModelKey.random(random, depth, () -> sets.uids(inbox));
  }

  void search(ModelSession session) throws Exception {
    ModelKey key = key(3);
    boolean byUid = session.kind == Kind.UIDONLY || random.nextBoolean();
    List<Long> before = List.copyOf(session.view);
    boolean extended = random.nextBoolean();
    List<String> lines =
        session.run(
            (byUid ? "UID " : "")
                + "SEARCH "
                + (extended ? "RETURN (ALL COUNT MIN MAX) " : "")
                + key.text());
    session.hear(lines, byUid);
    Set<Long> told = ModelAnswers.found(session, lines, byUid);
    for (Message message : session.box.messages.values()) {
      boolean found = told.contains(message.uid);
      if (found || before.contains(message.uid)) {
        assertEquals(key.matches().test(message), found, () -> key.text() + ": " + lines);
      }
    }
    told.removeAll(session.box.messages.keySet());
    assertTrue(before.containsAll(told), () -> key.text() + ": " + lines);
  }

  void saved(ModelSession session) throws Exception {
    boolean byUid = session.kind == Kind.UIDONLY;
    if (random.nextBoolean()) {
      String verb = byUid ? "UID SEARCH" : "SEARCH";
      List<String> lines = session.run(verb + " RETURN (SAVE ALL) " + key(2).text());
      session.hear(lines, byUid);
      session.saved.clear();
      session.saved.addAll(ModelAnswers.found(session, lines, byUid));
      session.saved.retainAll(session.view);
    } else {
      List<String> lines = session.run((byUid ? "UID " : "") + "FETCH $ (FLAGS)");
      Set<Long> there = session.there(session.saved);
      session.hear(lines, byUid);
      assertTrue(session.fetched.containsAll(there), () -> there + " by " + lines);
    }
  }

  void status(ModelSession session, ModelMailbox box) throws Exception {
    List<String> lines =
        session.run("STATUS " + box.name + " (MESSAGES UIDNEXT UNSEEN DELETED HIGHESTMODSEQ)");
    session.hear(lines, true);
    String line = lines.stream().filter(l -> l.startsWith("* STATUS")).findFirst().orElseThrow();
    long unseen = box.messages.values().stream().filter(m -> !m.flags.contains("\\Seen")).count();
    String expected =
        "MESSAGES %d UIDNEXT %d UNSEEN %d DELETED %d "
            .formatted(box.messages.size(), box.uidNext(), unseen, box.deleted().size());
    assertTrue(line.contains("(" + expected), () -> line + ", expected " + expected);
    box.highest(ModelAnswers.highestModSeq(line));
  }
}
