package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.postern.imap.internal.ModelSession.Kind;

/** Sets of messages as clients name them. */
final class ModelSets {
  private final Random random;

  ModelSets(Random random) {
    this.random = random;
  }

  /** Messages that a command names, by uid or by number. */
  record Picked(boolean byUid, String text, Set<Long> uids) {
    String command(String verb) {
      return (byUid ? "UID " : "") + verb + " " + text;
    }

    /** What the server calls them. */
    Set<Long> names(ModelSession session, Set<Long> uids) {
      Set<Long> names = new TreeSet<>();
      uids.forEach(uid -> names.add(byUid ? uid : session.view.indexOf(uid) + 1L));
      return names;
    }
  }

  /** Some messages of the session's view; null when it is empty. */
  Picked pick(ModelSession session) {
    if (session.kind == Kind.UIDONLY || random.nextBoolean()) {
      Set<Long> uids = uids(session.box);
      return new Picked(true, ModelAnswers.set(uids), uids);
    }
    int count = session.view.size();
    if (count == 0) {
      return null;
    }
    Set<Long> uids = new TreeSet<>();
    List<String> ranges = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int from = 1 + random.nextInt(count);
      int to = random.nextInt(4) == 0 ? count : Math.min(count, from + random.nextInt(4));
      uids.addAll(session.view.subList(from - 1, to));
      String end = to == count && random.nextBoolean() ? "*" : "" + to;
      ranges.add(random.nextBoolean() ? from + ":" + end : end + ":" + from);
    }
    return new Picked(false, String.join(",", ranges), uids);
  }

  /** At least one uid, of messages that are there, were there or never were. */
  Set<Long> uids(ModelMailbox box) {
    Set<Long> uids = new TreeSet<>();
    List<Long> there = List.copyOf(box.messages.keySet());
    for (int i = random.nextInt(4); i >= 0; i--) {
      uids.add(
          there.isEmpty() || random.nextInt(6) == 0
              ? 1 + random.nextLong(box.uidNext() + 2)
              : there.get(random.nextInt(there.size())));
    }
    return uids;
  }
}
