package org.postern.mailbox.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.mailbox.internal.FolderFixture.ANN;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Changes;
import org.postern.mailbox.Folder.StoreMode;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Flags;
import org.postern.mailbox.internal.engine.Messages.Append;
import org.postern.mailbox.internal.engine.Messages.Target;

/** Expunging of messages that lie apart, and of more than are expunged in one step. */
class FolderExpungeTest {
  private static final MessageFlags DELETED = MessageFlags.of(MessageFlags.DELETED);
  private static final long ALWAYS = Long.MAX_VALUE;

  @TempDir Path home;
  private FolderFixture store;

  @BeforeEach
  void open() throws Exception {
    store = new FolderFixture(home);
    store.create(ANN, "INBOX");
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void fill(int messages) throws IOException {
    long box = store.engine.mailboxes().find(Places.NAMESPACE, ANN, "INBOX").orElseThrow().id();
    List<Append> all = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      List<Target> target = List.of(new Target(box, Flags.of(0), i, i, 0, null));
      all.add(new Append(0, Text.mail("mail " + i, "body " + i), new byte[0], target));
    }
    store.engine.messages().appendAll(all);
  }

  private static UidSet random(Random random, UidSet among, int oneIn) {
    UidSet.Builder some = new UidSet.Builder();
    among.forEach(
        uid -> {
          if (random.nextInt(oneIn) == 0) {
            some.add(uid);
          }
        });
    return some.build();
  }

  @Test
  void ofAnySetThoseThatAreDeletedGo() throws IOException {
    fill(300);
    Random random = new Random(11);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      UidSet left = inbox.uids();
      UidSet deleted = UidSet.EMPTY;
      for (int round = 0; round < 40; round++) {
        // Of few and many pieces, of few and many that are deleted.
        UidSet more = random(random, left, 1 + random.nextInt(60));
        inbox.store(more, StoreMode.ADD, DELETED, ALWAYS);
        deleted = deleted.union(more);
        UidSet kept = random(random, deleted, 3);
        inbox.store(kept, StoreMode.REMOVE, DELETED, ALWAYS);
        deleted = deleted.minus(kept);
        UidSet asked = random(random, left, 1 + random.nextInt(8));

        UidSet gone = inbox.expunge(asked);

        assertEquals(asked.intersect(deleted), gone, "round " + round);
        Changes changes = inbox.poll(true);
        assertEquals(gone, changes.expunged(), "round " + round);
        left = left.minus(gone);
        deleted = deleted.minus(gone);
        assertEquals(left, inbox.uids(), "round " + round);
      }
      assertTrue(left.size() < 300);
    }
    assertTrue(store.engine.check((done, total) -> {}).findings().isEmpty());
  }

  @Test
  void manyGoInStepsAndEveryoneIsToldOfAll() throws IOException {
    fill(4_500);
    try (Folder inbox = store.open(ANN, "INBOX");
        Folder other = store.open(ANN, "INBOX")) {
      long before = other.highestModSeq();
      UidSet.Builder odd = new UidSet.Builder();
      inbox.uids().forEach(uid -> odd.add(uid - uid % 2 + 1));
      UidSet doomed = odd.build().intersect(inbox.uids());
      inbox.store(doomed, StoreMode.ADD, DELETED, ALWAYS);
      other.poll(true);
      List<Long> heard = new ArrayList<>();

      assertEquals(doomed, inbox.expunge(inbox.uids(), heard::add));

      List<Long> expected = new ArrayList<>();
      for (long n = 1; n <= doomed.size(); n++) {
        expected.add(n);
      }
      assertEquals(expected, heard);
      for (Folder folder : List.of(inbox, other)) {
        Changes changes = folder.poll(true);
        assertEquals(doomed, changes.expunged());
        assertEquals(doomed.size(), changes.expungedNumbers().size());
        assertEquals(2_250, folder.uids().size());
        assertEquals(doomed, folder.vanishedSince(before, UidSet.range(1, 5_000)));
      }
      assertTrue(inbox.expunge(inbox.uids()).isEmpty());
    }
    assertTrue(store.engine.check((done, total) -> {}).findings().isEmpty());
  }
}
