package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Search.Key;

/**
 * Measures the search index: {@code SearchFigures <new folder> <messages>}. Messages have 4 KiB of
 * words, frequent ones and rare ones, in one mailbox. Not a test.
 */
final class SearchFigures {

  private SearchFigures() {}

  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[1]);
    Path folder = Path.of(args[0]);
    try (Engine engine = Engine.open(folder)) {
      engine.search().prepare();
      long mailbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      Random random = new Random(1);
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        engine.messages().append(Mail.append(text(random, i), mailbox));
      }
      System.out.printf(
          "append %.1f s, indexed meanwhile %d%n", since(start) / 1e3, engine.search().indexed());
      for (Key key : List.of(new Key.Text("nothinglikethis"), new Key.Header("Subject", "4711"))) {
        time(engine, mailbox, "with " + engine.search().indexed() + " indexed", key, 1);
      }
      start = System.nanoTime();
      long cpu = cpu();
      long before = engine.search().indexed();
      while (engine.search().indexed() < count) {
        LockSupport.parkNanos(10_000_000);
      }
      long built = count - before;
      System.out.printf(
          "index of %d in %.1f s, %.0f us CPU a message (process), search.db %d MB of %d MB%n",
          built,
          since(start) / 1e3,
          (cpu() - cpu) / 1e3 / Math.max(1, built),
          Files.size(folder.resolve(SearchFile.NAME)) >> 20,
          (long) count * 4 >> 10);
      for (String needle : List.of("rareword7", "commonword", "nothinglikethis", "window", "ab")) {
        time(engine, mailbox, "indexed", new Key.Text(needle), runs(needle));
      }
      for (String needle : List.of("message 4711", "window", "nothinglikethis", "message", "e 4")) {
        time(engine, mailbox, "indexed", new Key.Header("Subject", needle), runs(needle));
      }
    }
  }

  /** What reads much of the mail is not repeated much. */
  private static int runs(String needle) {
    return needle.length() < 4 || needle.equals("commonword") || needle.equals("message") ? 2 : 200;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void time(Engine engine, long mailbox, String what, Key key, int runs)
      throws IOException {
    UidSet all = UidSet.of(engine.messages().uids(mailbox, Range.ALL, 0, 0));
    double[] took = new double[runs];
    int hits = 0;
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      hits = engine.search().find(mailbox, all, key).length;
      took[i] = since(start);
    }
    Arrays.sort(took);
    System.out.printf(
        "%s: %s, %d hits: best %.2f ms, median %.2f ms of %d%n",
        what, key, hits, took[0], took[runs / 2], runs);
  }

  /** Words as in a language: the n-th is half as frequent as the n/2-th. */
  private static String text(Random random, int n) {
    StringBuilder text = new StringBuilder("Subject: message " + n + "\r\n\r\n");
    if (n % 10_000 == 77) {
      text.append("rareword7 ");
    }
    if (n % 3 == 0) {
      text.append("commonword ");
    }
    if (n % 100 == 5) {
      text.append("window ");
    }
    int column = 0;
    while (text.length() < 4096) {
      int word = (int) Math.exp(random.nextDouble() * Math.log(25_000));
      Random letters = new Random(word * 7919L);
      for (int i = 2 + letters.nextInt(8); i > 0; i--) {
        text.append(
            "etaoinshrdlucmfwygpb".charAt((int) (20 * Math.pow(letters.nextDouble(), 1.6))));
      }
      text.append(++column % 12 == 0 ? "\r\n" : " ");
    }
    return text.toString();
  }
}
