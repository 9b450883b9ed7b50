package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Search.Key;

/**
 * Kills a writing process (SIGKILL) at random moments, and compares what the search index answers
 * with the messages, before and after it has caught up. {@code -Dpostern.crash.rounds=N} for more
 * rounds, {@code -Dpostern.crash.seed=N} for others.
 */
class SearchCrashTest {
  private static final UidSet ALL = UidSet.range(1, Messages.MAX_UID);

  private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 6);
  private static final long SEED = Long.getLong("postern.crash.seed", 42);
  private static final int THREADS = 3;

  /** Percent of the changes that are appends. */
  private static final int APPENDS = 60;

  @TempDir Path folder;

  @Test
  void theIndexMayLagButIsNeverWrong() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      kill(random.nextLong(), 50 + random.nextInt(400));
      try (Engine engine = Engine.open(folder.resolve("mail"), CrashChild.OPTIONS)) {
        compare(engine, random, "round " + round + " of seed " + SEED);
        Set<Long> ids = new HashSet<>();
        for (int thread = 0; thread < THREADS; thread++) {
          long mailbox = CrashChild.mailbox(engine, thread);
          engine.messages().find(mailbox, Range.ALL, 0).forEach(row -> ids.add(row.id()));
        }
        Awaitility.await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> engine.search().indexed() == ids.size());
        compare(engine, random, "caught up, round " + round + " of seed " + SEED);
      }
    }
  }

  /** Lets a process work until it has said so many lines. */
  private void kill(long seed, int lines) throws Exception {
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
                String.valueOf(APPENDS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int i = 0; i < lines; i++) {
        assertNotNull(out.readLine(), "the process ended by itself");
      }
      assertTrue(child.toHandle().destroyForcibly());
      child.waitFor();
    } finally {
      child.destroyForcibly();
    }
  }

  private static void compare(Engine engine, Random random, String when) throws IOException {
    for (int thread = 0; thread < THREADS; thread++) {
      long mailbox = CrashChild.mailbox(engine, thread);
      List<Row> rows = engine.messages().find(mailbox, Range.ALL, 0);
      List<String> texts = new java.util.ArrayList<>();
      for (Row row : rows) {
        texts.add(Mail.read(engine, row.id()));
      }
      for (int i = 0; i < 10 && !rows.isEmpty(); i++) {
        String text = texts.get(random.nextInt(texts.size()));
        int from = random.nextInt(text.length() - 10);
        String line = text.substring(from, from + 3 + random.nextInt(6)).strip();
        String needle = line.lines().findFirst().orElse("");
        long[] expected =
            java.util.stream.IntStream.range(0, rows.size())
                .filter(at -> texts.get(at).toLowerCase().contains(needle.toLowerCase()))
                .mapToLong(at -> rows.get(at).uid())
                .toArray();
        // The field's name is not part of its text.
        if (!"subject: ".contains(needle.toLowerCase().strip()) && !needle.contains(":")) {
          assertArrayEquals(
              expected,
              engine.search().find(mailbox, ALL, new Key.Text(needle)),
              when + ": " + needle);
        }
      }
    }
  }
}
