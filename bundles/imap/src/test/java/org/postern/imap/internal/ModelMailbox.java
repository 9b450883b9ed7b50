package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a mailbox has to be by what was done to it: server and clients are compared with it. */
final class ModelMailbox {
  /** A message; {@code before} are the flags that it had until the change of {@code version}. */
  static final class Message {
    final long uid;
    Set<String> flags;
    Set<String> before;
    long version;

    Message(long uid, Set<String> flags, long version) {
      this.uid = uid;
      this.flags = flags;
      this.before = flags;
      this.version = version;
    }
  }

  /** A HIGHESTMODSEQ, and the version that it was told of. */
  record Mark(long modSeq, long version) {}

  final String name;
  final TreeMap<Long, Message> messages = new TreeMap<>();

  /** Uids that went, with the version that took them. */
  final TreeMap<Long, Long> gone = new TreeMap<>();

  final List<Mark> marks = new ArrayList<>();
  private final TreeMap<Long, long[]> modSeqs = new TreeMap<>();
  private long uidNext = 1;
  private long version = 1;

  ModelMailbox(String name) {
    this.name = name;
  }

  long uidNext() {
    return uidNext;
  }

  long version() {
    return version;
  }

  /** Messages that come with one change: their uids. */
  Set<Long> add(List<Set<String>> flags) {
    Set<Long> uids = new TreeSet<>();
    if (!flags.isEmpty()) {
      version++;
    }
    for (Set<String> some : flags) {
      Message message = new Message(uidNext++, new TreeSet<>(some), version);
      messages.put(message.uid, message);
      uids.add(message.uid);
    }
    return uids;
  }

  void remove(Set<Long> uids) {
    if (!uids.isEmpty()) {
      version++;
    }
    for (long uid : uids) {
      messages.remove(uid);
      gone.put(uid, version);
    }
  }

  /** Changes flags of messages that are there, as STORE does; what stays the same is no change. */
  void store(Set<Long> uids, char operation, Set<String> flags) {
    long next = version + 1;
    for (long uid : uids) {
      Message message = messages.get(uid);
      Set<String> changed = ModelSession.apply(message.flags, operation, flags);
      if (!changed.equals(message.flags)) {
        message.before = message.flags;
        message.flags = changed;
        message.version = next;
        version = next;
      }
    }
  }

  Set<Long> deleted() {
    Set<Long> uids = new TreeSet<>();
    messages.values().stream()
        .filter(message -> message.flags.contains("\\Deleted"))
        .forEach(message -> uids.add(message.uid));
    return uids;
  }

  /** RFC 7162 3.1: what changes later has a higher mod-sequence. */
  void told(long version, long modSeq) {
    long[] range = modSeqs.computeIfAbsent(version, _ -> new long[] {modSeq, modSeq});
    range[0] = Math.min(range[0], modSeq);
    range[1] = Math.max(range[1], modSeq);
    Map.Entry<Long, long[]> earlier = modSeqs.lowerEntry(version);
    Map.Entry<Long, long[]> later = modSeqs.higherEntry(version);
    assertTrue(
        (earlier == null || earlier.getValue()[1] < range[0])
            && (later == null || range[1] < later.getValue()[0]),
        () -> "MODSEQ " + modSeq + " of change " + version + " in " + name);
  }

  /** HIGHESTMODSEQ as it is now. */
  Mark highest(long modSeq) {
    told(version, modSeq);
    Mark mark = new Mark(modSeq, version);
    marks.add(mark);
    return mark;
  }
}
