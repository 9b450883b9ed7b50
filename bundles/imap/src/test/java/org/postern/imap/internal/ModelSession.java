package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.imap.internal.ModelMailbox.Mark;
import org.postern.imap.internal.ModelMailbox.Message;

/**
 * A client that believes what it is told of the mailbox that it has selected, as one with a cache
 * does; each thing it hears is compared with the model.
 */
final class ModelSession implements AutoCloseable {
  /** What the client has enabled. */
  enum Kind {
    REV1(""),
    REV2("IMAP4rev2"),
    CONDSTORE("CONDSTORE"),
    QRESYNC("QRESYNC"),
    UIDONLY("UIDONLY"),
    NOTIFY("IMAP4rev2");

    final String enable;

    Kind(String enable) {
      this.enable = enable;
    }

    boolean modSeqs() {
      return this == CONDSTORE || this == QRESYNC;
    }

    /** Whether it is told of uids that go, not of numbers (RFC 7162 3.2.10, RFC 9586 3). */
    boolean vanished() {
      return this == QRESYNC || this == UIDONLY;
    }
  }

  /** What a client keeps of a mailbox that it leaves. */
  private record Cache(Mark mark, long validity, Map<Long, Set<String>> flags) {}

  /** What all clients have in common. */
  static final class Shared {
    private static final int LAST = 60;

    /** Who was told first that a message of INBOX is recent. */
    private final Map<Long, String> recent = new TreeMap<>();

    private final Deque<String> trail = new ArrayDeque<>();

    void note(String what) {
      trail.add(what);
      if (trail.size() > LAST) {
        trail.remove();
      }
    }

    /** The last of what was done. */
    String trail() {
      return String.join("\n", trail);
    }
  }

  private static final Pattern FETCH = Pattern.compile("\\* (\\d+) (UID)?FETCH \\((.*)\\)");
  private static final Pattern UID = Pattern.compile("UID (\\d+)");
  private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
  private static final Pattern MODSEQ = Pattern.compile("MODSEQ \\((\\d+)\\)");
  private static final Pattern VANISHED = Pattern.compile("\\* VANISHED( \\(EARLIER\\))? (\\S+)");
  private static final Pattern CODE = Pattern.compile("\\* OK \\[([A-Z]+) ?([^]]*)].*");
  private static final Pattern OTHER =
      Pattern.compile("\\* (\\d+ RECENT|FLAGS .*|(LIST|SEARCH|ESEARCH|STATUS)\\b.*)");

  private static final long UNKNOWN = -1;

  final Client client;
  final Kind kind;
  final String name;
  private final Map<String, Cache> caches;
  ModelMailbox box;

  /** The uid of each number. */
  final List<Long> view = new ArrayList<>();

  final Map<Long, Set<String>> flags = new TreeMap<>();

  /** What was told in the answer to the last command: uids of FETCH, of VANISHED (EARLIER). */
  final Set<Long> fetched = new TreeSet<>();

  final Set<Long> earlier = new TreeSet<>();

  /** Of those of FETCH, which items were told. */
  private final Map<Long, Set<String>> itemsOf = new TreeMap<>();

  /** Whether an answer is believed, not what is told while the client waits. */
  private boolean answer;

  /** What {@code $} stands for (RFC 5182). */
  final Set<Long> saved = new TreeSet<>();

  /** What this client added to the mailbox, and was not told of yet. */
  private final TreeSet<Long> own = new TreeSet<>();

  private final Shared shared;

  /** Whether it is told when something happens, not when it asks. */
  private boolean pushed;

  private long highestSeen;
  private long validity;
  private boolean selecting;

  private ModelSession(
      Client client, Kind kind, String name, Map<String, Cache> caches, Shared shared) {
    this.client = client;
    this.kind = kind;
    this.name = name;
    this.caches = caches;
    this.shared = shared;
  }

  static ModelSession open(Client client, Kind kind, String name, Shared shared) throws Exception {
    return open(client, kind, name, new TreeMap<>(), shared);
  }

  private static ModelSession open(
      Client client, Kind kind, String name, Map<String, Cache> caches, Shared shared)
      throws Exception {
    if (kind != Kind.REV1) {
      client.ok("ENABLE " + kind.enable);
    }
    if (kind == Kind.NOTIFY) {
      client.ok("NOTIFY SET (selected-delayed (MessageNew (UID FLAGS) MessageExpunge FlagChange))");
    }
    return new ModelSession(client, kind, name, caches, shared);
  }

  /** The same client comes again over another connection, with what it knows. */
  ModelSession again(Client client, Kind kind, String name) throws Exception {
    return open(client, kind, name, caches, shared);
  }

  static Set<String> apply(Set<String> old, char operation, Set<String> flags) {
    Set<String> next = operation == '=' ? new TreeSet<>() : new TreeSet<>(old);
    if (operation == '-') {
      next.removeAll(flags);
    } else {
      next.addAll(flags);
    }
    return next;
  }

  /** The lines of the answer, which is not BAD; nothing of it is believed yet. */
  List<String> run(String command) throws Exception {
    List<String> lines = client.run(command);
    shared.note(name + " " + kind + ": " + command + " -> " + lines);
    assertFalse(lines.getLast().startsWith("BAD"), () -> name + " " + command + ": " + lines);
    return lines;
  }

  /** The client has added messages to a mailbox: of its own it is told their number only. */
  void added(ModelMailbox to, Set<Long> uids) {
    if (to == box) {
      own.addAll(uids);
    }
  }

  /** A client that wanted no answer to its STORE knows what becomes of what it knows. */
  void stored(Set<Long> uids, char operation, Set<String> changed) {
    uids.forEach(uid -> flags.computeIfPresent(uid, (_, old) -> apply(old, operation, changed)));
  }

  /** Believes an answer. */
  void hear(List<String> lines, boolean renumbers) {
    fetched.clear();
    earlier.clear();
    itemsOf.clear();
    answer = !pushed;
    selecting = lines.stream().anyMatch(line -> line.startsWith("* OK [UIDVALIDITY "));
    for (String line : lines) {
      try {
        hear(line, renumbers);
      } catch (AssertionError e) {
        throw new AssertionError(name + " in " + box.name + " of " + lines, e);
      }
    }
    answer = false;
    own();
  }

  /** Believes a line; more may follow that belongs to it. */
  void hear(String line, boolean renumbers) {
    Matcher matcher;
    if (!line.startsWith("* ")) {
      return;
    } else if (line.endsWith(" EXPUNGE")) {
      assertTrue(renumbers && !kind.vanished(), line);
      int number = Integer.parseInt(line.replaceAll("\\D", ""));
      own();
      leaves(view.get(number - 1));
    } else if (line.endsWith(" EXISTS")) {
      exists(Integer.parseInt(line.replaceAll("\\D", "")), line);
    } else if ((matcher = FETCH.matcher(line)).matches()) {
      assertEquals(kind == Kind.UIDONLY, matcher.group(2) != null, line);
      long told = Long.parseLong(matcher.group(1));
      fetched(kind == Kind.UIDONLY ? view.indexOf(told) + 1 : (int) told, matcher.group(3), line);
    } else if ((matcher = VANISHED.matcher(line)).matches()) {
      assertTrue(kind.vanished(), line);
      vanished(matcher.group(1) != null, ModelAnswers.uids(matcher.group(2)), renumbers);
    } else if ((matcher = CODE.matcher(line)).matches()) {
      code(matcher.group(1), matcher.group(2));
    } else if (!OTHER.matcher(line).matches()) {
      fail("unexpected: " + line);
    }
  }

  private void vanished(boolean before, Set<Long> uids, boolean renumbers) {
    if (before) {
      for (long uid : uids) {
        assertTrue(box.gone.containsKey(uid), "VANISHED (EARLIER) " + uid);
        flags.remove(uid);
      }
      earlier.addAll(uids);
    } else {
      assertTrue(renumbers, "VANISHED " + uids);
      uids.forEach(this::leaves);
    }
  }

  private void leaves(long uid) {
    assertTrue(view.remove(uid), "it was not there: " + uid);
    assertTrue(box.gone.containsKey(uid), "it is still there: " + uid);
    flags.remove(uid);
    saved.remove(uid);
  }

  /**
   * RFC 5465 5.2: a new message is told with its uid, unless the client has made it itself, or it
   * went between being counted and being told; that it is gone has to follow.
   */
  private void own() {
    for (int i = view.indexOf(UNKNOWN); i >= 0; i = view.indexOf(UNKNOWN)) {
      int end = i;
      while (end < view.size() && view.get(end) == UNKNOWN) {
        end++;
      }
      long after = i == 0 ? 0 : view.get(i - 1);
      long before = end == view.size() ? Long.MAX_VALUE : view.get(end);
      TreeSet<Long> uids = new TreeSet<>(own.subSet(after, false, before, false));
      for (long uid : box.gone.subMap(after, false, before, false).keySet()) {
        if (uids.size() < end - i) {
          uids.add(uid);
        }
      }
      assertTrue(uids.size() >= end - i, () -> "a new message without FETCH: " + view);
      for (; i < end; i++) {
        view.set(i, uids.pollFirst());
        own.remove(view.get(i));
      }
    }
  }

  private void exists(int count, String line) {
    assertTrue(count >= view.size(), line + " after " + view);
    while (pushed && view.size() < count) {
      view.add(UNKNOWN);
    }
    for (long uid : box.messages.tailMap(highestSeen, false).keySet()) {
      if (view.size() < count) {
        view.add(uid);
        highestSeen = uid;
      }
    }
    assertEquals(count, view.size(), line + " of " + box.messages.keySet());
  }

  private void fetched(int number, String items, String line) {
    assertTrue(number >= 1 && number <= view.size(), line + " of " + view);
    Matcher matcher = UID.matcher(items);
    boolean named = matcher.find();
    if (named && view.get(number - 1) == UNKNOWN) {
      view.set(number - 1, Long.parseLong(matcher.group(1)));
    }
    if (view.get(number - 1) == UNKNOWN) {
      own();
    }
    long uid = view.get(number - 1);
    if (named) {
      assertEquals(uid, Long.parseLong(matcher.group(1)), line);
    }
    fetched.add(uid);
    once(uid, items, line);
    Message message = box.messages.get(uid);
    matcher = FLAGS.matcher(items);
    if (matcher.find()) {
      Set<String> told = flags(uid, matcher.group(1));
      flags.put(uid, told);
      // What was pushed was so then; settled() sees what it has come to.
      if (!pushed && message != null && !told.equals(message.flags)) {
        assertEquals(message.before, told, line);
      }
    }
    matcher = MODSEQ.matcher(items);
    if (!pushed && matcher.find() && message != null && message.flags.equals(flags.get(uid))) {
      box.told(message.version, Long.parseLong(matcher.group(1)));
    }
  }

  /** What an answer tells of a message, it tells once: another line tells more. */
  private void once(long uid, String items, String line) {
    Set<String> names = new TreeSet<>();
    for (Pattern item : List.of(UID, FLAGS, MODSEQ)) {
      if (item.matcher(items).find()) {
        names.add(item.pattern());
      }
    }
    boolean more = itemsOf.computeIfAbsent(uid, _ -> new TreeSet<>()).addAll(names);
    assertTrue(more || !answer, () -> "told once more: " + line);
  }

  private Set<String> flags(long uid, String list) {
    Set<String> told = new TreeSet<>(List.of(list.strip().split(" +")));
    told.remove("");
    // RFC 3501 2.3.2: recent in one session; no other is told so later.
    if (told.remove("\\Recent") && box.name.equals("INBOX")) {
      assertEquals(name, shared.recent.computeIfAbsent(uid, _ -> name), "\\Recent of " + uid);
    }
    return told;
  }

  private void code(String code, String value) {
    switch (code) {
      case "HIGHESTMODSEQ" -> {
        // Told by the way it is that of what the client has been told, which may be less.
        if (selecting) {
          box.highest(Long.parseLong(value));
        }
      }
      case "UIDVALIDITY" -> validity = Long.parseLong(value);
      case "UIDNEXT" -> assertEquals(box.uidNext(), Long.parseLong(value), "UIDNEXT");
      default -> {}
    }
  }

  /** Leaves what was selected and keeps what is known of it. */
  void leave() throws Exception {
    if (box == null) {
      return;
    }
    settle();
    String status =
        run("STATUS " + box.name + " (HIGHESTMODSEQ)").stream()
            .filter(line -> line.startsWith("* STATUS "))
            .findFirst()
            .orElseThrow();
    Mark now = box.highest(ModelAnswers.highestModSeq(status));
    caches.put(box.name, new Cache(now, validity, new TreeMap<>(flags)));
    box = null;
  }

  /** Selects a mailbox; a client with QRESYNC goes on with what it knew. */
  void select(ModelMailbox other, boolean naming) throws Exception {
    leave();
    box = other;
    view.clear();
    flags.clear();
    saved.clear();
    own.clear();
    pushed = false;
    highestSeen = 0;
    Cache cache = kind == Kind.QRESYNC ? caches.get(other.name) : null;
    if (cache == null) {
      List<String> lines = run("SELECT " + other.name);
      hear(lines, true);
    } else {
      resynchronize(cache, naming);
    }
    pushed = kind == Kind.NOTIFY;
    settled();
  }

  private void resynchronize(Cache cache, boolean naming) throws Exception {
    flags.putAll(cache.flags);
    Set<Long> known = cache.flags.keySet();
    boolean names = naming && !known.isEmpty();
    List<String> lines =
        run(
            "SELECT %s (QRESYNC (%d %d%s))"
                .formatted(
                    box.name,
                    cache.validity,
                    cache.mark.modSeq(),
                    names ? " " + ModelAnswers.set(known) : ""));
    // RFC 7162 3.2.5.1: untagged responses come after EXISTS.
    hear(lines, true);
    assertEquals(cache.validity, validity, "UIDVALIDITY");
    Set<Long> vanished = new TreeSet<>();
    box.gone.forEach(
        (uid, version) -> {
          if (version > cache.mark.version() && (!names || known.contains(uid))) {
            vanished.add(uid);
          }
        });
    assertEquals(vanished, Set.copyOf(earlier), "VANISHED (EARLIER)");
    Set<Long> changed = new TreeSet<>();
    for (Message message : box.messages.values()) {
      if (message.version > cache.mark.version() && (!names || known.contains(message.uid))) {
        changed.add(message.uid);
      }
    }
    assertEquals(changed, fetched, "changed since " + cache.mark);
  }

  /** Asks for what is new: what is believed then is what there is. */
  void settle() throws Exception {
    hear(run("NOOP"), true);
    settled();
  }

  /** Nothing is left to be told. */
  boolean isSettled() {
    return view.equals(List.copyOf(box.messages.keySet()))
        && flags.entrySet().stream()
            .allMatch(one -> box.messages.get(one.getKey()).flags.equals(one.getValue()));
  }

  void settled() {
    assertEquals(List.copyOf(box.messages.keySet()), view, () -> name + ": uids of " + box.name);
    flags.forEach(
        (uid, known) ->
            assertEquals(
                box.messages.get(uid).flags, known, () -> name + ": " + box.name + " " + uid));
  }

  /** Of some uids those that are there. */
  Set<Long> there(Collection<Long> uids) {
    Set<Long> there = new TreeSet<>(uids);
    there.retainAll(box.messages.keySet());
    there.retainAll(view);
    return there;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
