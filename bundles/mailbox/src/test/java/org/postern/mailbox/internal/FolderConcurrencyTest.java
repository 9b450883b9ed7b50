package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.mailbox.internal.FolderFixture.ANN;
import static org.postern.mailbox.internal.FolderFixture.path;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Changes;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.Folder.FlagsOf;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.Folder.StoreMode;
import org.postern.mailbox.Folders;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidSet;

/**
 * Threads change two mailboxes in every way there is, while folders follow them by what they are
 * told: at the end each knows what the store has.
 */
class FolderConcurrencyTest {
  private static final String[] NAMES = {"INBOX", "Other"};
  private static final String[] KEYWORDS = {"$a", "$b", "$c"};

  @TempDir Path home;

  /** What a client knows of a mailbox that is told of every change. */
  private static final class Follower implements AutoCloseable {
    private final Folder folder;
    private final List<Long> numbers = new ArrayList<>();
    private final Map<Long, MessageFlags> flags = new TreeMap<>();
    private final Map<Long, Long> modSeqs = new TreeMap<>();
    private final Set<Long> expunged = new HashSet<>();
    private final Set<Long> added = new HashSet<>();
    private long modSeq;

    Follower(Folder folder) throws IOException {
      this.folder = folder;
      this.modSeq = folder.highestModSeq();
      look(folder.uids());
      folder.uids().forEach(numbers::add);
    }

    /** A message may have changed since the view: what is told later only brings news. */
    private void look(UidSet uids) throws IOException {
      folder.fetch(uids, Detail.COLUMNS, 0, m -> learn(m.uid(), m.flags(), m.modSeq()));
    }

    private void learn(long uid, MessageFlags now, long at) {
      if (at >= modSeqs.getOrDefault(uid, 0L)) {
        flags.put(uid, now);
        modSeqs.put(uid, at);
      }
    }

    boolean poll(boolean expunges) throws IOException {
      Changes changes = folder.poll(expunges);
      for (long number : changes.expungedNumbers()) {
        long uid = numbers.remove((int) number - 1);
        assertThat(changes.expunged().contains(uid)).isTrue();
        assertThat(expunged.add(uid)).as("expunged twice: %s", uid).isTrue();
        flags.remove(uid);
      }
      assertThat(expunges || changes.expunged().isEmpty()).isTrue();
      changes
          .added()
          .forEach(
              uid -> {
                assertThat(added.add(uid)).as("added twice: %s", uid).isTrue();
                assertThat(numbers.isEmpty() || numbers.getLast() < uid).isTrue();
                numbers.add(uid);
              });
      for (FlagsOf each : changes.flags()) {
        assertThat(numbers).contains(each.uid());
        learn(each.uid(), each.flags(), each.modSeq());
      }
      look(changes.added());
      assertThat(folder.highestModSeq()).isGreaterThanOrEqualTo(modSeq);
      modSeq = folder.highestModSeq();
      assertThat(folder.uids().toArray())
          .containsExactly(numbers.stream().mapToLong(Long::longValue).toArray());
      return !changes.isEmpty();
    }

    void compare(Folder fresh) throws IOException {
      assertThat(folder.uids()).isEqualTo(fresh.uids());
      Map<Long, MessageFlags> stored = new TreeMap<>();
      Map<Long, Long> at = new TreeMap<>();
      fresh.fetch(
          fresh.uids(),
          Detail.COLUMNS,
          0,
          m -> {
            stored.put(m.uid(), m.flags());
            at.put(m.uid(), m.modSeq());
          });
      flags.keySet().retainAll(stored.keySet());
      assertThat(flags).isEqualTo(stored);
      modSeqs.keySet().retainAll(stored.keySet());
      assertThat(modSeqs).isEqualTo(at);
      assertThat(folder.highestModSeq()).isEqualTo(fresh.highestModSeq());
      assertThat(folder.uidNext()).isEqualTo(fresh.uidNext());
    }

    @Override
    public void close() {
      folder.close();
    }
  }

  @Test
  void everyFollowerKnowsWhatTheStoreHas() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (FolderFixture store = new FolderFixture(home);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      store.create(ANN, "INBOX");
      store.create(ANN, "Other");
      List<Future<Follower>> followers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String name = NAMES[i % 2];
        boolean patient = i / 2 == 1;
        followers.add(threads.submit(() -> follow(store, name, patient, done)));
      }
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        writers.add(threads.submit(writer(store, random)));
      }
      try {
        for (Future<?> writer : writers) {
          writer.get();
        }
      } finally {
        // Also when a writer failed: the followers would go on for ever.
        done.set(true);
      }
      for (int i = 0; i < followers.size(); i++) {
        try (Follower follower = followers.get(i).get();
            Folder fresh = store.open(ANN, NAMES[i % 2])) {
          while (follower.poll(true)) {}
          follower.compare(fresh);
        }
      }
      assertThat(store.engine.check((at, total) -> {}).findings()).isEmpty();
    }
  }

  /** Follows by being woken, or without ever letting messages go before the end. */
  private static Follower follow(
      FolderFixture store, String name, boolean patient, AtomicBoolean done) throws Exception {
    Follower follower = new Follower(store.open(ANN, name));
    Semaphore woken = new Semaphore(0);
    try (Folders.Registration _ = follower.folder.listen(woken::release)) {
      Random random = new Random(name.hashCode());
      while (!done.get()) {
        if (woken.tryAcquire(10, TimeUnit.MILLISECONDS)) {
          woken.drainPermits();
          follower.poll(!patient && random.nextInt(3) > 0);
        }
      }
    }
    return follower;
  }

  private static Callable<Void> writer(FolderFixture store, Random random) {
    return () -> {
      try (Follower inbox = new Follower(store.open(ANN, "INBOX"));
          Follower other = new Follower(store.open(ANN, "Other"))) {
        for (int i = 0; i < 250; i++) {
          boolean first = random.nextBoolean();
          step(store, random, first ? inbox : other, NAMES[first ? 1 : 0]);
        }
      }
      return null;
    };
  }

  private static void step(FolderFixture store, Random random, Follower at, String target)
      throws IOException {
    at.poll(random.nextBoolean());
    Folder folder = at.folder;
    Text mail = Text.mail("m" + random.nextInt(1_000), "x".repeat(random.nextInt(2_000)));
    switch (random.nextInt(10)) {
      case 0, 1 -> store.deliver(ANN, mail);
      case 2 -> store.append(ANN, folder.path().getName(), flags(random), mail);
      case 3 -> folder.copy(some(random, folder), path(ANN, target));
      case 4 -> folder.move(some(random, folder), path(ANN, target));
      case 5 -> {
        folder.store(
            some(random, folder),
            StoreMode.ADD,
            MessageFlags.of(MessageFlags.DELETED),
            Long.MAX_VALUE);
        folder.expunge(folder.uids());
      }
      case 6 -> pop3(store, random);
      default -> {
        StoreMode mode = StoreMode.values()[random.nextInt(3)];
        long unchanged = random.nextInt(4) == 0 ? folder.highestModSeq() : Long.MAX_VALUE;
        folder
            .store(some(random, folder), mode, flags(random), unchanged)
            .messages()
            .forEach(f -> at.learn(f.uid(), f.flags(), f.modSeq()));
      }
    }
  }

  private static MessageFlags flags(Random random) {
    int bits = random.nextInt(64) & ~(MessageFlags.RECENT | MessageFlags.DELETED);
    Set<String> words = new HashSet<>();
    for (String word : KEYWORDS) {
      if (random.nextInt(3) == 0) {
        words.add(word);
      }
    }
    return new MessageFlags(bits, words);
  }

  private static UidSet some(Random random, Folder folder) {
    UidSet uids = folder.uids();
    UidSet.Builder some = new UidSet.Builder();
    int most = (int) Math.min(uids.size(), 8);
    for (int i = 0; i < most; i++) {
      if (random.nextInt(3) == 0) {
        some.add(uids.get(uids.size() - most + i));
      }
    }
    return some.build();
  }

  private static void pop3(FolderFixture store, Random random) throws IOException {
    try (Maildrop drop = store.maildrops.open(ANN, "INBOX")) {
      BitSet doomed = new BitSet();
      for (int i = 0; i < drop.count(); i++) {
        if (random.nextInt(10) == 0) {
          doomed.set(i);
        }
      }
      drop.delete(doomed);
    } catch (Maildrops.InUseException e) {
      // Another thread reads it: RFC 1939 4.
    }
  }

  @Test
  void recentIsOneSessionsAlone() throws Exception {
    try (FolderFixture store = new FolderFixture(home);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<UidSet>> sessions = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        sessions.add(
            threads.submit(
                () -> {
                  try (Folder inbox = store.open(ANN, "INBOX")) {
                    UidSet mine = UidSet.EMPTY;
                    for (int k = 0; k < 50; k++) {
                      store.deliver(ANN, Text.mail("r" + k, "x"));
                      inbox.poll(true);
                      mine = inbox.recent();
                    }
                    inbox.poll(true);
                    return mine.union(inbox.recent());
                  }
                }));
      }
      UidSet all = UidSet.EMPTY;
      long count = 0;
      for (Future<UidSet> session : sessions) {
        all = all.union(session.get());
        count += session.get().size();
      }
      assertThat(count).isEqualTo(all.size());
      assertThat(all).isEqualTo(UidSet.range(1, 300));
      List<Message> messages = new ArrayList<>();
      try (Folder inbox = store.open(ANN, "INBOX")) {
        inbox.fetch(inbox.uids(), Detail.COLUMNS, 0, messages::add);
      }
      assertThat(messages).hasSize(300);
    }
  }
}
