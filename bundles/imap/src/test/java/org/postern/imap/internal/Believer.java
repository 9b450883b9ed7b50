package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client of a mailbox that others change at the same time: it does random commands, believes what
 * it is told, and checks whatever can be checked. One that has QRESYNC leaves and comes back with
 * what it knows (RFC 7162 3.2.5).
 */
final class Believer implements Callable<Void> {
  private static final int COMMANDS = 250;

  private static final Pattern FETCH = Pattern.compile("\\* (\\d+) FETCH \\((.*)\\)");
  private static final Pattern UID = Pattern.compile("UID (\\d+)");
  private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
  private static final Pattern MODSEQ = Pattern.compile("MODSEQ \\((\\d+)\\)");
  private static final Pattern HIGHEST = Pattern.compile(".*\\[HIGHESTMODSEQ (\\d+)].*");
  private static final Pattern VALIDITY = Pattern.compile(".*\\[UIDVALIDITY (\\d+)].*");
  private static final Pattern VANISHED = Pattern.compile("\\* VANISHED( \\(EARLIER\\))? (\\S+)");

  /** The uid of each number; 0 when it was not told yet. */
  private final List<Long> uids = new ArrayList<>();

  private final List<String> flags = new ArrayList<>();
  private final Client client;
  private final Random random;
  private final boolean resyncs;
  private long validity;

  /** The highest mod-sequence heard of. */
  private long modSeq;

  Believer(Client client, long seed, boolean resyncs) throws Exception {
    this.client = client;
    this.random = new Random(seed);
    this.resyncs = resyncs;
    if (resyncs) {
      client.ok("ENABLE QRESYNC");
    }
    for (String line : client.ok("SELECT INBOX")) {
      hear(line, true);
    }
    learn(1);
  }

  /** Does a number of random things. */
  @Override
  public Void call() throws Exception {
    for (int i = 0; i < COMMANDS; i++) {
      int unknown = uids.indexOf(0L);
      if (resyncs && unknown >= 0) {
        // VANISHED names uids: of one that it doesn't know it could not tell which number goes.
        learn(unknown + 1);
      }
      step();
    }
    return null;
  }

  private void step() throws Exception {
    int choice = uids.isEmpty() ? 11 : random.nextInt(15);
    switch (choice) {
      case 0, 1 -> run("FETCH " + number() + ":" + number() + " (UID FLAGS)", false);
      case 2 -> run("STORE " + number() + " +FLAGS (\\Flagged k" + random.nextInt(3) + ")", false);
      case 3 -> run("STORE " + number() + " -FLAGS (\\Flagged)", false);
      case 4 -> run("STORE " + number() + ":" + number() + " +FLAGS (\\Deleted)", false);
      case 5 -> run("EXPUNGE", true);
      case 6 -> run("UID EXPUNGE " + uid() + ":*", true);
      case 7 -> run("NOOP", true);
      case 8 -> run("SEARCH FLAGGED", false);
      case 9 -> run("UID FETCH 1:* (FLAGS)", true);
      case 10 -> idle();
      case 11 -> append();
      case 12 -> run("UID MOVE " + uid() + " INBOX", true);
      case 13 -> resync();
      default -> run("COPY " + number() + " INBOX", true);
    }
  }

  private int number() {
    return 1 + random.nextInt(uids.size());
  }

  /** The uid of a message; 1 when it doesn't know it. */
  private long uid() {
    return Math.max(1, uids.get(number() - 1));
  }

  private void append() throws Exception {
    String message = TestServer.message(random.nextInt(1000));
    String tag = client.begin("APPEND INBOX {" + message.length() + "+}");
    client.raw(message).raw("\r\n");
    for (String line : client.answer(tag)) {
      hear(line, true);
    }
  }

  private void idle() throws Exception {
    String tag = client.begin("IDLE");
    for (String line = client.response(); !line.startsWith("+"); line = client.response()) {
      hear(line, true);
    }
    client.raw("DONE\r\n");
    for (String line : client.answer(tag)) {
      hear(line, true);
    }
  }

  private void learn(int from) throws Exception {
    if (from <= uids.size()) {
      run("FETCH " + from + ":* (UID FLAGS)", false);
    }
  }

  private void run(String command, boolean renumbers) throws Exception {
    List<String> lines = client.run(command);
    assertFalse(lines.getLast().startsWith("BAD"), command + ": " + lines);
    for (String line : lines) {
      hear(line, renumbers);
    }
  }

  private void hear(String line, boolean renumbers) {
    Matcher fetch = FETCH.matcher(line);
    Matcher vanished = VANISHED.matcher(line);
    if (fetch.matches()) {
      fetched(Integer.parseInt(fetch.group(1)), fetch.group(2), line);
    } else if (vanished.matches()) {
      assertTrue(resyncs && renumbers && vanished.group(1) == null, line);
      for (long uid : ModelAnswers.uids(vanished.group(2))) {
        remove(indexOf(uid), line);
      }
    } else if (line.endsWith(" EXPUNGE")) {
      assertTrue(renumbers && !resyncs, line);
      remove(Integer.parseInt(line.replaceAll("\\D", "")) - 1, line);
    } else if (line.endsWith(" EXISTS")) {
      int count = Integer.parseInt(line.replaceAll("\\D", ""));
      assertTrue(count >= uids.size(), line + " of " + uids.size());
      while (uids.size() < count) {
        uids.add(0L);
        flags.add(null);
      }
    }
    modSeq = Math.max(modSeq, Math.max(number(MODSEQ, line), number(HIGHEST, line)));
    validity = Math.max(validity, number(VALIDITY, line));
  }

  /** Where a uid is, or one not told that may be it; -1 when there is none. */
  private int indexOf(long uid) {
    int index = uids.indexOf(uid);
    for (int i = 0; i < uids.size() && uids.get(i) < uid && index < 0; i++) {
      boolean between = uids.subList(i, uids.size()).stream().allMatch(u -> u == 0 || u > uid);
      index = uids.get(i) == 0 && between ? i : -1;
    }
    return index;
  }

  private static long number(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private void remove(int index, String line) {
    assertTrue(index >= 0 && index < uids.size(), line + " of " + uids);
    uids.remove(index);
    flags.remove(index);
  }

  private void fetched(int number, String items, String line) {
    assertTrue(number >= 1 && number <= uids.size(), line + " of " + uids.size());
    long uid = number(UID, items);
    if (uid > 0) {
      long known = uids.get(number - 1);
      assertTrue(known == 0 || known == uid, line + ", known: " + known);
      uids.set(number - 1, uid);
      assertTrue(number == 1 || uids.get(number - 2) < uid, line + " of " + uids);
    }
    String told = flags(items);
    if (told != null) {
      flags.set(number - 1, told);
    }
  }

  private static String flags(String items) {
    Matcher told = FLAGS.matcher(items);
    if (!told.find()) {
      return null;
    }
    String plain = told.group(1).replace("\\Recent", "").strip();
    return new TreeSet<>(List.of(plain.split(" +"))).toString();
  }

  /** Leaves the mailbox, and comes back with the mod-sequence up to which it knows everything. */
  private void resync() throws Exception {
    if (!resyncs) {
      return;
    }
    // What a FETCH tells may be younger than what was not told yet: only after NOOP all is known.
    run("NOOP", true);
    while (uids.contains(0L)) {
      learn(uids.indexOf(0L) + 1);
      run("NOOP", true);
    }
    Map<Long, String> cache = known();
    long mark = modSeq;
    client.ok("UNSELECT");
    List<String> lines = client.ok("SELECT INBOX (QRESYNC (" + validity + " " + mark + "))");
    int exists = -1;
    int at = 0;
    Map<Integer, Long> numbers = new TreeMap<>();
    for (; at < lines.size() && !(exists >= 0 && tellsWhatHappens(lines.get(at))); at++) {
      String line = lines.get(at);
      Matcher vanished = VANISHED.matcher(line);
      Matcher fetch = FETCH.matcher(line);
      if (vanished.matches()) {
        ModelAnswers.uids(vanished.group(2)).forEach(cache::remove);
      } else if (fetch.matches()) {
        numbers.put(Integer.parseInt(fetch.group(1)), number(UID, line));
        cache.put(number(UID, line), flags(line));
      } else if (line.endsWith(" EXISTS")) {
        exists = Integer.parseInt(line.replaceAll("\\D", ""));
      }
      modSeq = Math.max(modSeq, number(HIGHEST, line));
    }
    number(exists, cache, numbers);
    for (String line : lines.subList(at, lines.size())) {
      hear(line, true);
    }
  }

  /**
   * Numbers what is known of a mailbox just opened. A message that came, was counted and went
   * before it could be told has a number too, until VANISHED follows.
   */
  private void number(int exists, Map<Long, String> cache, Map<Integer, Long> numbers) {
    uids.clear();
    flags.clear();
    Iterator<Long> unchanged =
        cache.keySet().stream().filter(uid -> !numbers.containsValue(uid)).iterator();
    for (int number = 1; number <= exists; number++) {
      Long told = numbers.get(number);
      long uid = told != null ? told : unchanged.hasNext() ? unchanged.next() : 0;
      uids.add(uid);
      flags.add(cache.get(uid));
    }
    assertFalse(unchanged.hasNext(), "more is known than the " + exists + " that are: " + cache);
    List<Long> known = uids.stream().filter(uid -> uid != 0).toList();
    assertEquals(List.copyOf(cache.keySet()), known, "numbers of what was told");
  }

  /** Whether it is of the time after the mailbox was opened. */
  private static boolean tellsWhatHappens(String line) {
    return line.startsWith("* VANISHED ") && !line.contains("EARLIER") || line.endsWith(" EXISTS");
  }

  /** After a NOOP it knows all numbers; the flags it was told have to be right already. */
  Map<Long, String> settled() throws Exception {
    run("NOOP", true);
    List<String> believed = new ArrayList<>(flags);
    learn(1);
    for (int i = 0; i < believed.size(); i++) {
      if (believed.get(i) != null) {
        assertEquals(flags.get(i), believed.get(i), "flags of uid " + uids.get(i));
      }
    }
    return known();
  }

  private Map<Long, String> known() {
    Map<Long, String> known = new TreeMap<>();
    for (int i = 0; i < uids.size(); i++) {
      known.put(uids.get(i), flags.get(i));
    }
    return known;
  }
}
