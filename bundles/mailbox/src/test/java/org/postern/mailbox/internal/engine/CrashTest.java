package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/**
 * Kills a writing process (SIGKILL) at random moments, again and again on one store, every second
 * time with what a power cut does besides, and looks for everything that it had acknowledged.
 * {@code -Dpostern.crash.rounds=N} for more rounds, {@code -Dpostern.crash.seed=N} for others.
 */
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 20);
  private static final long SEED = Long.getLong("postern.crash.seed", 42);
  private static final int THREADS = 6;
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};

  @TempDir Path folder;

  /** What is known of a message; {@code bits} below 0: as appended. */
  private record Known(long id, long n, int bits) {}

  /** Of each thread: its messages by uid, and the change that it had begun. */
  private final List<Map<Long, Known>> known =
      java.util.stream.IntStream.range(0, THREADS)
          .<Map<Long, Known>>mapToObj(i -> new HashMap<>())
          .toList();

  private final String[] begun = new String[THREADS];

  /** Of each round of the index's log: the frames that are flushed for sure. */
  private final Map<Integer, Integer> flushed = new HashMap<>();

  private long lost;
  private long acknowledged;
  private long highestId;

  @Test
  void nothingThatWasAcknowledgedIsLost() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      int lines = 1 + random.nextInt(round % 5 == 0 ? 1_000 : 150);
      if (round % 2 == 0) {
        run(random.nextLong(), lines, random.nextInt(20), 60);
      } else {
        // Few changes flush the log of the index, so there is something to lose.
        run(random.nextLong(), lines, random.nextInt(20), 97);
        cutPower(random);
      }
      verify("round " + round + " of seed " + SEED);
    }
    assertTrue(acknowledged > ROUNDS, "only " + acknowledged + " changes were acknowledged");
    assertTrue(lost > ROUNDS, "only " + lost + " frames of the log were lost");
  }

  /**
   * Lets a process work until it has said so many lines, and a little longer.
   *
   * @param appends of a hundred changes
   */
  private void run(long seed, int lines, int millis, int appends) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.sqlite.tmpdir=" + folder.getParent(),
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                folder.resolve("mail").toString(),
                String.valueOf(THREADS),
                String.valueOf(seed),
                String.valueOf(appends))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        assertNotNull(line, "the process ended by itself");
        take(line);
      }
      boolean ended = child.waitFor(millis, TimeUnit.MILLISECONDS);
      assertTrue(!ended, "the process ended by itself");
      // The handle leaves the pipe open: what was said before the end counts.
      assertTrue(child.toHandle().destroyForcibly());
      child.waitFor();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        take(line);
      }
    } finally {
      child.destroyForcibly();
    }
  }

  private void take(String line) {
    String[] word = line.split(" ");
    int thread = Integer.parseInt(word[1]);
    if (word[0].equals("?")) {
      begun[thread] = line;
      return;
    }
    begun[thread] = null;
    acknowledged++;
    Map<Long, Known> mine = known.get(thread);
    long uid = Long.parseLong(word[3]);
    switch (word[2]) {
      case "append" -> {
        Known message = new Known(Long.parseLong(word[4]), Long.parseLong(word[5]), -1);
        assertEquals(null, mine.put(uid, message), "uid " + uid + " was given twice");
      }
      case "flags" -> {
        mine.computeIfPresent(uid, (u, k) -> new Known(k.id, k.n, Integer.parseInt(word[4])));
        flushed.merge(Integer.valueOf(word[5]), Integer.valueOf(word[6]), Math::max);
      }
      case "expunge" -> {
        mine.remove(uid);
        flushed.merge(Integer.valueOf(word[4]), Integer.valueOf(word[5]), Math::max);
      }
      default -> throw new AssertionError(line);
    }
  }

  /**
   * Takes from the index's log what the ended process had not flushed, or a part of it: a kill
   * alone loses no written page.
   */
  private void cutPower(Random random) throws IOException {
    Wal wal = new Wal(folder.resolve("mail"));
    Wal.Position end = wal.position();
    if (end.salt() != wal.salt()) {
      return; // a new round of the log was just beginning: the old one is in the index
    }
    int from = Math.max(flushed.getOrDefault(end.salt(), 0), end.backfilled());
    int frames = random.nextInt(3) == 0 ? random.nextInt(from, end.frames() + 1) : from;
    lost += end.frames() - frames;
    wal.lose(Math.min(Wal.end(frames), Files.size(wal.file())), random.nextBoolean(), random);
  }

  private void verify(String when) throws IOException {
    for (String finding : Engine.check(folder.resolve("mail"), QUIET).findings()) {
      // What the next start puts right may be there; nothing else.
      assertTrue(finding.contains("the next start"), when + ": " + finding);
    }
    try (Engine engine = Engine.open(folder.resolve("mail"), CrashChild.OPTIONS)) {
      assertEquals(List.of(), engine.check(QUIET).findings(), when);
      long highest = highestId;
      for (int thread = 0; thread < THREADS; thread++) {
        highest = Math.max(highest, verify(engine, thread, when));
      }
      highestId = highest;
      assertTrue(engine.messages().nextId() > highest, when);
    }
  }

  private long verify(Engine engine, int thread, String when) throws IOException {
    Map<Long, Known> mine = known.get(thread);
    Map<Long, Known> now = new HashMap<>();
    long mailbox = CrashChild.mailbox(engine, thread);
    int strangers = 0;
    long highest = 0;
    for (Row row : engine.messages().find(mailbox, Range.ALL, 0)) {
      highest = Math.max(highest, row.id());
      Known expected = mine.remove(row.uid());
      String text = Mail.read(engine, row.id());
      String[] subject = text.substring("Subject: ".length(), text.indexOf("\r\n")).split("-");
      long n = Long.parseLong(subject[1]);
      assertEquals(CrashChild.text(thread, n), text, when);
      if (expected == null) {
        strangers++; // stored, but killed before it could say so
        now.put(row.uid(), new Known(row.id(), n, row.flags().system()));
        continue;
      }
      assertEquals(expected.id, row.id(), when);
      assertEquals(expected.n, n, when);
      int bits = expected.bits < 0 ? Flags.RECENT : expected.bits;
      boolean inDoubt =
          begun[thread] != null
              && begun[thread].startsWith("? " + thread + " flags " + row.uid() + " ")
              && begun[thread].endsWith(" " + row.flags().system());
      assertTrue(bits == row.flags().system() || inDoubt, when + ": flags of " + row);
      now.put(row.uid(), new Known(row.id(), n, row.flags().system()));
    }
    mine.keySet().removeIf(uid -> ("? " + thread + " expunge " + uid).equals(begun[thread]));
    assertEquals(Map.of(), mine, when + ": acknowledged messages are missing");
    assertTrue(strangers <= 1, when + ": " + strangers + " messages came back or twice");
    begun[thread] = null;
    mine.putAll(now);
    return highest;
  }
}
