package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postern.mailbox.Content;

/**
 * A program, not a test: appends of 4 KiB a second by 1, 8 and 64 writers, into mailboxes of their
 * own and into one, and what reading costs. Arguments: a folder, and seconds a figure.
 */
final class Throughput {
  private Throughput() {}

  @FunctionalInterface
  private interface Step {
    void run(int writer, long n) throws IOException;
  }

  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 4;
    Content content = Mail.content(Mail.bytes(Mail.text("throughput", 4_096)));
    byte[] env = new byte[500];
    for (boolean virtual : new boolean[] {false, true}) {
      for (boolean same : new boolean[] {false, true}) {
        for (int writers : new int[] {1, 8, 64}) {
          Path folder = Files.createTempDirectory(root, "throughput");
          try (Engine engine = Engine.open(folder)) {
            long[] boxes = new long[writers];
            for (int i = 0; i < writers; i++) {
              boxes[i] = engine.mailboxes().create("#private", "u" + i, "INBOX").id();
            }
            String name =
                (virtual ? "virtual " : "platform ")
                    + (same ? "one mailbox" : "own mailboxes")
                    + ", writers "
                    + writers;
            measure(
                name,
                virtual,
                writers,
                seconds,
                (writer, n) ->
                    engine
                        .messages()
                        .append(
                            new Messages.Append(
                                0,
                                content,
                                env,
                                List.of(
                                    new Messages.Target(
                                        boxes[same ? 0 : writer],
                                        Flags.of(Flags.RECENT),
                                        n,
                                        n,
                                        0,
                                        null)))));
            if (writers == 64 && !virtual && same) {
              reads(engine, boxes[0], seconds);
            }
          }
          delete(folder);
        }
      }
    }
  }

  private static void reads(Engine engine, long box, double seconds) throws Exception {
    List<Messages.Row> rows = engine.messages().find(box, Messages.Range.ALL, 10_000);
    measure(
        "open a body, readers 4",
        true,
        4,
        seconds,
        (reader, n) ->
            engine.messages().open(rows.get((int) (n * 7 % rows.size())).id()).readAllBytes());
    measure(
        "list of " + rows.size() + ", reader 1",
        false,
        1,
        seconds,
        (reader, n) ->
            engine
                .messages()
                .scan(
                    box,
                    new Messages.Range(1, rows.getLast().uid()),
                    (uid, flags, modSeq, size, date, id) -> {}));
    measure(
        "flags of 100, writer 1",
        false,
        1,
        seconds,
        (reader, n) ->
            engine
                .messages()
                .updateFlags(
                    box,
                    List.of(new Messages.Range(1 + n % 90 * 100, 100 + n % 90 * 100)),
                    f -> Flags.of(f.system() ^ Flags.SEEN)));
  }

  private static void measure(String what, boolean virtual, int threads, double seconds, Step step)
      throws Exception {
    AtomicLong count = new AtomicLong();
    long start = System.nanoTime();
    long warm = start + (long) (seconds * 0.3e9);
    long end = start + (long) (seconds * 1.3e9);
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int writer = i;
      Runnable work =
          () -> {
            try {
              for (long n = 0; System.nanoTime() < end; n++) {
                step.run(writer, n);
                if (System.nanoTime() > warm) {
                  count.incrementAndGet();
                }
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          };
      all.add(virtual ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work));
    }
    LockSupport.parkNanos(warm - System.nanoTime());
    long cpu = cpu();
    for (Thread thread : all) {
      thread.join();
    }
    double taken = (System.nanoTime() - warm) / 1e9;
    System.out.printf(
        "%-45s %,10.0f/s %8.1f us CPU%n",
        what, count.get() / taken, (cpu() - cpu) / 1e3 / Math.max(1, count.get()));
  }

  private static long cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
