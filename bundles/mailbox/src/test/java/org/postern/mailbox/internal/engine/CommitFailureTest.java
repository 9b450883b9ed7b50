package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/**
 * The index's log can't be written, for another reason than a full disk: the kernel lets no file of
 * this process grow past the length that the log has.
 */
class CommitFailureTest {
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};
  private static final Engine.Options OPTIONS = new Engine.Options(40_000, 20_000, 0, 4, 0);

  @TempDir Path folder;
  private Path store;
  private Engine engine;
  private long inbox;

  @AfterEach
  void mend() throws Exception {
    limit("unlimited");
    engine.close();
  }

  private void open() throws IOException {
    store = folder.resolve("mail");
    engine = Engine.open(store, OPTIONS);
    inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
    for (int i = 0; i < 30; i++) {
      engine.messages().append(Mail.append("message " + i, inbox));
    }
  }

  private static void limit(String octets) throws Exception {
    Process prlimit =
        new ProcessBuilder(
                "prlimit",
                "--pid=" + ProcessHandle.current().pid(),
                "--fsize=" + octets + ":unlimited")
            .inheritIO()
            .start();
    assertEquals(0, prlimit.waitFor());
  }

  private void fail(int more) throws Exception {
    limit(String.valueOf(Files.size(new Wal(store).file()) + more));
  }

  private List<Row> rows() throws IOException {
    return engine.messages().find(inbox, Range.ALL, 0);
  }

  @Test
  void theChangeIsTakenBackWholeAndTheNextOneWorks() throws Exception {
    open();
    for (int more : new int[] {0, 10, 4_120, 5_000, 9_000}) {
      List<Row> kept = rows();
      fail(more);
      for (int size : new int[] {300, 30_000}) {
        EngineException failed =
            assertThrows(
                EngineException.Unavailable.class,
                () -> engine.messages().append(Mail.append(Mail.text("lost", size), inbox)));
        assertTrue(failed.getMessage().contains("tries again"), failed.getMessage());
        if (more == 0) {
          assertEquals(Optional.of(failed.getMessage()), engine.trouble());
        }
        assertEquals(kept, rows());
      }
      limit("unlimited");
      crashNow(kept, "more " + more);

      Row next = engine.messages().append(Mail.append("next " + more, inbox)).getFirst();
      assertEquals(kept.getLast().uid() + 1, next.uid());
      assertEquals(Optional.empty(), engine.trouble());
      assertEquals("next " + more, Mail.read(engine, next.id()));
      assertEquals(kept.size() + 1, engine.mailboxes().counters(inbox).messages());
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
    List<Row> all = rows();
    engine.close();
    assertEquals(List.of(), Engine.check(store, QUIET).findings());
    engine = Engine.open(store, OPTIONS);
    assertEquals(all, rows());
  }

  /** A process that ended here would come up with what was kept, and what was lost whole or not. */
  private void crashNow(List<Row> kept, String when) throws IOException {
    Path image = folder.resolve("image");
    RecoveryTest.copy(store, image);
    try (Engine again = Engine.open(image, OPTIONS)) {
      List<Row> found = again.messages().find(inbox, Range.ALL, 0);
      assertEquals(kept, found.subList(0, kept.size()), when);
      assertEquals(List.of(), again.check(QUIET).findings(), when);
      for (Row stranger : found.subList(kept.size(), found.size())) {
        assertTrue(Mail.read(again, stranger.id()).startsWith("Subject: lost"), when);
      }
    }
    PowerCutTest.delete(image);
  }

  @Test
  void otherChangesFailAndRecoverAlike() throws Exception {
    open();
    List<Row> kept = rows();
    fail(0);
    assertThrows(
        EngineException.Unavailable.class,
        () -> engine.messages().updateFlags(inbox, List.of(Range.ALL), f -> Flags.of(Flags.SEEN)));
    assertThrows(
        EngineException.Unavailable.class, () -> engine.messages().expunge(inbox, List.of(1L)));
    assertThrows(
        EngineException.Unavailable.class,
        () -> engine.mailboxes().create("#private", "ann", "Other"));
    assertThrows(
        EngineException.Unavailable.class,
        () -> engine.messages().replace(Mail.append("lost", inbox), inbox, 2));
    assertEquals(kept, rows());
    assertEquals("message 0", Mail.read(engine, kept.getFirst().id()));
    limit("unlimited");
    assertEquals(1, engine.messages().expunge(inbox, List.of(1L)).size());
    engine.mailboxes().create("#private", "ann", "Other");
    assertEquals(kept.subList(1, kept.size()), rows());
    assertEquals(List.of(), engine.check(QUIET).findings());
  }

  @Test
  void itRecoversWithoutAnyoneWriting() throws Exception {
    open();
    fail(0);
    assertThrows(
        EngineException.Unavailable.class,
        () -> engine.messages().append(Mail.append("lost", inbox)));
    limit("unlimited");
    Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> engine.trouble().isEmpty());
  }

  @Test
  void withManyWritersWhatWasAcknowledgedIsThereOnceAndNothingElse() throws Exception {
    open();
    AtomicInteger stored = new AtomicInteger(rows().size());
    List<Future<?>> writers = new ArrayList<>();
    ExecutorService many = Executors.newVirtualThreadPerTaskExecutor();
    try (many) {
      AtomicInteger rounds = new AtomicInteger();
      for (int w = 0; w < 6; w++) {
        int writer = w;
        writers.add(
            many.submit(
                () -> {
                  for (int n = 0; rounds.get() < 5; n++) {
                    try {
                      String text = Mail.text(writer + "-" + n, n % 20 == 0 ? 25_000 : 200);
                      engine.messages().append(Mail.append(text, inbox));
                      stored.incrementAndGet();
                    } catch (EngineException.Unavailable e) {
                      Thread.onSpinWait(); // the sender tries again
                    }
                  }
                  return null;
                }));
      }
      for (; rounds.get() < 5; rounds.incrementAndGet()) {
        fail(0);
        Awaitility.await().until(() -> engine.trouble().isPresent());
        limit("unlimited");
        Awaitility.await().until(() -> engine.trouble().isEmpty());
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertEquals(stored.get(), rows().size());
    assertEquals(stored.get(), engine.mailboxes().counters(inbox).messages());
    assertEquals(List.of(), engine.check(QUIET).findings());
  }
}
