package org.postern.mailbox.internal.engine;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/**
 * A process that changes a store with several threads until it is killed. Each thread has a mailbox
 * of its own. Before a change it prints {@code ?}, after it {@code +}, with thread, kind and
 * arguments; then, when the change flushed the log of the index, how far that was: salt and frames.
 */
final class CrashChild {
  static final Engine.Options OPTIONS = new Engine.Options(1 << 20, 100_000, 0, 4, 1);
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private CrashChild() {}

  public static void main(String[] args) throws IOException {
    int threads = Integer.parseInt(args[1]);
    long seed = Long.parseLong(args[2]);
    Path folder = Path.of(args[0]);
    int appends = Integer.parseInt(args[3]);
    Engine engine = Engine.open(folder, OPTIONS);
    engine.search().prepare();
    FileChannel shared = FileChannel.open(folder.resolve(Store.INDEX + "-shm"));
    for (int i = 0; i < threads; i++) {
      int thread = i;
      long mailbox = mailbox(engine, i);
      Thread.ofPlatform()
          .start(() -> run(engine, shared, thread, mailbox, appends, new Random(seed + thread)));
    }
  }

  static long mailbox(Engine engine, int thread) throws IOException {
    var found = engine.mailboxes().find("#private", "user" + thread, "INBOX");
    return found.isPresent()
        ? found.get().id()
        : engine.mailboxes().create("#private", "user" + thread, "INBOX").id();
  }

  /** The text of message {@code n} of a thread. */
  static String text(int thread, long n) {
    int length = n % 97 == 0 ? 150_000 : (int) (200 + n * 37 % 8_000);
    return Mail.text(thread + "-" + n, length);
  }

  private static void run(
      Engine engine, FileChannel shared, int thread, long mailbox, int appends, Random random) {
    try {
      List<Long> uids = new ArrayList<>();
      for (Row row : engine.messages().find(mailbox, Range.ALL, 0)) {
        uids.add(row.uid());
      }
      while (true) {
        if (random.nextInt(100) < appends || uids.size() < 5) {
          append(engine, thread, mailbox, random.nextInt(1 << 30), uids);
        } else if (random.nextInt(4) < 3) {
          long uid = uids.get(random.nextInt(uids.size()));
          flag(engine, shared, thread, mailbox, uid, random.nextInt(64));
        } else {
          long uid = uids.remove(random.nextInt(uids.size()));
          say("? " + thread + " expunge " + uid);
          engine.messages().expunge(mailbox, List.of(uid));
          say("+ " + thread + " expunge " + uid + flushed(shared));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(Engine engine, int thread, long mailbox, long n, List<Long> uids)
      throws IOException {
    Row row = engine.messages().append(Mail.append(text(thread, n), mailbox)).getFirst();
    uids.add(row.uid());
    say("+ " + thread + " append " + row.uid() + " " + row.id() + " " + n);
  }

  private static void flag(
      Engine engine, FileChannel shared, int thread, long mailbox, long uid, int bits)
      throws IOException {
    say("? " + thread + " flags " + uid + " " + bits);
    Flags flags = new Flags(bits, bits % 3 == 0 ? Set.of("$K" + bits % 7) : Set.of());
    engine.messages().updateFlags(mailbox, List.of(Range.of(uid)), before -> flags);
    say("+ " + thread + " flags " + uid + " " + bits + flushed(shared));
  }

  /** How far the log of the index is now that a change is done which flushes it. */
  private static String flushed(FileChannel shared) throws IOException {
    Wal.Position position = Wal.position(shared);
    return " " + position.salt() + " " + position.frames();
  }

  private static void say(String line) throws IOException {
    // One write: a line is whole or not there.
    OUT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
