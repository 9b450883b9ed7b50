package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/** Many threads on the same mailboxes, with reclaiming meanwhile. */
class ConcurrencyTest {
  private static final int THREADS = 16;
  private static final int STEPS = 60;

  @TempDir Path folder;

  @Test
  void uidsAreUniqueAndCountersRight() throws Exception {
    Engine.Options options = new Engine.Options(60_000, 8_000, 0, 4, 1);
    try (Engine engine = Engine.open(folder, options)) {
      long[] boxes = new long[3];
      for (int i = 0; i < boxes.length; i++) {
        boxes[i] = engine.mailboxes().create("#private", "ann", "box" + i).id();
      }
      AtomicLong appended = new AtomicLong();
      List<Future<List<Row>>> all = new ArrayList<>();
      ExecutorService many = Executors.newVirtualThreadPerTaskExecutor();
      try (many) {
        for (int i = 0; i < THREADS; i++) {
          Random random = new Random(i);
          all.add(many.submit(worker(engine, boxes, random, appended)));
        }
      }
      Set<List<Long>> seen = new HashSet<>();
      Set<Long> ids = new HashSet<>();
      for (Future<List<Row>> rows : all) {
        for (Row row : rows.get()) {
          assertTrue(seen.add(List.of(row.mailbox(), row.uid())), "given twice: " + row);
          ids.add(row.id());
        }
      }
      assertEquals(appended.get(), ids.size());
      engine.reclaim();
      assertEquals(List.of(), engine.check((done, total) -> {}).findings());
      for (long box : boxes) {
        List<Row> rows = engine.messages().find(box, Range.ALL, 0);
        assertEquals(rows.size(), engine.mailboxes().counters(box).messages());
        for (Row row : rows) {
          assertEquals(row.size(), Mail.read(engine, row.id()).length());
        }
      }
    }
  }

  private static Callable<List<Row>> worker(
      Engine engine, long[] boxes, Random random, AtomicLong appended) {
    return () -> {
      List<Row> mine = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        long box = boxes[random.nextInt(boxes.length)];
        switch (random.nextInt(6)) {
          case 0, 1, 2 -> {
            int length = random.nextInt(20) == 0 ? 10_000 : 100 + random.nextInt(3_000);
            String text = Mail.text("s" + step, length);
            mine.addAll(
                engine
                    .messages()
                    .append(Mail.append(text, boxes[0], box == boxes[0] ? boxes[1] : box)));
            appended.incrementAndGet();
          }
          case 3 ->
              engine
                  .messages()
                  .updateFlags(
                      box,
                      List.of(new Range(1 + random.nextInt(50), 60)),
                      f -> Flags.of(f.system() ^ Flags.SEEN));
          case 4 -> {
            List<Row> some = engine.messages().find(box, Range.ALL, 5);
            engine.messages().expunge(box, some.stream().map(Row::uid).toList());
          }
          default -> copyOrMove(engine, boxes, box, random, mine);
        }
      }
      return mine;
    };
  }

  private static void copyOrMove(
      Engine engine, long[] boxes, long box, Random random, List<Row> mine) throws IOException {
    for (Row row : engine.messages().find(box, Range.ALL, 2)) {
      Messages.Copy copy = new Messages.Copy(row.id(), row.flags(), 1, 2, row.thread());
      long target = boxes[random.nextInt(boxes.length)];
      try {
        mine.addAll(
            random.nextBoolean()
                ? engine.messages().copy(target, List.of(copy))
                : engine.messages().move(target, List.of(new Messages.Move(box, row.uid(), copy))));
      } catch (EngineException.NoSuchMessage e) {
        continue; // another thread was faster
      }
    }
  }
}
