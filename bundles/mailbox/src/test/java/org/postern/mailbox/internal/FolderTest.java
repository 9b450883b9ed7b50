package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.mailbox.internal.FolderFixture.ANN;
import static org.postern.mailbox.internal.FolderFixture.BOB;
import static org.postern.mailbox.internal.FolderFixture.fetch;
import static org.postern.mailbox.internal.FolderFixture.fetchOne;
import static org.postern.mailbox.internal.FolderFixture.path;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account.Quota;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Changes;
import org.postern.mailbox.Folder.Copied;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.Folder.FlagsOf;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.Folder.StoreMode;
import org.postern.mailbox.Folder.Stored;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.FolderStatus;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Flags;
import org.postern.mailbox.internal.engine.Messages.Append;
import org.postern.mailbox.internal.engine.Messages.Target;

class FolderTest {
  private static final MessageFlags SEEN = MessageFlags.of(MessageFlags.SEEN);
  private static final MessageFlags DELETED = MessageFlags.of(MessageFlags.DELETED);
  private static final long ALWAYS = Long.MAX_VALUE;

  @TempDir Path home;
  private FolderFixture store;

  @BeforeEach
  void open() throws IOException {
    store = new FolderFixture(home);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void deliver(int n) {
    for (int i = 0; i < n; i++) {
      store.deliver(ANN, Text.mail("mail " + i, "body " + i));
    }
  }

  @Test
  void aDeliveryIsToldOnceAndShown() throws IOException {
    try (Folder inbox = store.open(ANN, "inbox")) {
      assertThat(inbox.uids().isEmpty()).isTrue();
      long uid = store.deliver(ANN, Text.mail("new", "text"));
      assertThat(inbox.uids().isEmpty()).isTrue();

      Changes changes = inbox.poll(true);

      assertThat(changes.added()).isEqualTo(UidSet.of(uid));
      assertThat(inbox.uids().indexOf(uid)).isZero();
      assertThat(inbox.uidNext()).isEqualTo(uid + 1);
      assertThat(inbox.poll(true).isEmpty()).isTrue();
      Message message = fetchOne(inbox, uid);
      assertThat(message.facts().envelope().subject()).isEqualTo("new");
      assertThat(message.facts().preview()).isEqualTo("text");
      assertThat(message.modSeq()).isEqualTo(inbox.highestModSeq());
    }
  }

  @Test
  void expungedMessagesStayInTheViewUntilTheyMayLeave() throws IOException {
    deliver(5);
    try (Folder inbox = store.open(ANN, "INBOX");
        Folder other = store.open(ANN, "INBOX")) {
      long before = inbox.highestModSeq();
      other.store(
          UidSet.of(List.of(new org.postern.mailbox.UidRange(2, 3))),
          StoreMode.ADD,
          DELETED,
          ALWAYS);
      other.store(UidSet.of(5), StoreMode.ADD, DELETED, ALWAYS);
      assertThat(other.expunge(other.uids())).isEqualTo(UidSet.of(2, 3, 5));

      Changes held = inbox.poll(false);

      assertThat(held.expunged().isEmpty()).isTrue();
      // The flags of messages that are gone are nobody's news.
      assertThat(held.flags()).isEmpty();
      assertThat(inbox.uids().size()).isEqualTo(5);
      assertThat(inbox.highestModSeq()).isBetween(before, other.status().highestModSeq() - 1);

      Changes changes = inbox.poll(true);

      assertThat(changes.expunged()).isEqualTo(UidSet.of(2, 3, 5));
      assertThat(changes.expungedNumbers()).containsExactly(2L, 2L, 3L);
      assertThat(inbox.uids()).isEqualTo(UidSet.of(1, 4));
      assertThat(inbox.vanishedSince(before, UidSet.range(1, 3))).isEqualTo(UidSet.of(2, 3));
      assertThat(inbox.poll(true).isEmpty()).isTrue();
    }
  }

  @Test
  void whatPop3DeletesLeavesTheView() throws IOException {
    deliver(3);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      try (Maildrop drop = store.maildrops.open(ANN, "INBOX")) {
        BitSet second = new BitSet();
        second.set(1);
        drop.delete(second);
      }
      Changes changes = inbox.poll(true);
      assertThat(changes.expunged()).isEqualTo(UidSet.of(2));
      assertThat(changes.expungedNumbers()).containsExactly(2L);
    }
  }

  @Test
  void aMessageThatComesAndGoesBetweenTwoPollsWasNeverThere() throws IOException {
    try (Folder inbox = store.open(ANN, "INBOX");
        Folder other = store.open(ANN, "INBOX")) {
      long uid = store.deliver(ANN, Text.mail("short", "lived"));
      other.poll(true);
      other.store(UidSet.of(uid), StoreMode.ADD, DELETED, ALWAYS);
      other.expunge(other.uids());
      assertThat(inbox.poll(true)).isEqualTo(Changes.NONE);
      assertThat(inbox.uidNext()).isEqualTo(uid + 1);
    }
  }

  @Test
  void ownFlagsAreToldByTheResultAndOthersByPoll() throws IOException {
    deliver(3);
    try (Folder mine = store.open(ANN, "INBOX");
        Folder theirs = store.open(ANN, "INBOX")) {
      MessageFlags flags = new MessageFlags(MessageFlags.SEEN, Set.of("$Work"));
      Stored stored = mine.store(UidSet.of(1, 3, 9), StoreMode.ADD, flags, ALWAYS);

      assertThat(stored.messages()).extracting(FlagsOf::uid).containsExactly(1L, 3L);
      assertThat(stored.messages()).allMatch(f -> f.flags().equals(flags));
      assertThat(mine.poll(true).isEmpty()).isTrue();
      assertThat(theirs.poll(true).flags()).isEqualTo(stored.messages());
      assertThat(theirs.keywords()).containsExactly("$Work");
      assertThat(theirs.permanentFlags().flags().keywords().contains("$work")).isTrue();

      mine.store(UidSet.of(1), StoreMode.REMOVE, new MessageFlags(0, Set.of("$WORK")), ALWAYS);
      assertThat(theirs.poll(true).flags().getFirst().flags()).isEqualTo(SEEN);
    }
  }

  @Test
  void unchangedSinceLeavesChangedMessagesAlone() throws IOException {
    deliver(5);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      long before = inbox.highestModSeq();
      inbox.store(UidSet.of(2, 4), StoreMode.ADD, SEEN, ALWAYS);

      Stored stored = inbox.store(inbox.uids(), StoreMode.ADD, DELETED, before);

      assertThat(stored.modified()).isEqualTo(UidSet.of(2, 4));
      assertThat(stored.messages()).extracting(FlagsOf::uid).containsExactly(1L, 3L, 5L);
      assertThat(fetch(inbox, Detail.COLUMNS))
          .extracting(m -> m.flags().has(MessageFlags.DELETED))
          .containsExactly(true, false, true, false, true);
      List<FlagsOf> flags = new java.util.ArrayList<>();
      inbox.fetch(
          inbox.uids(),
          Detail.MODSEQ,
          before,
          m -> flags.add(new FlagsOf(m.uid(), m.flags(), m.modSeq())));
      assertThat(flags).hasSize(5).containsAll(stored.messages());
    }
  }

  @Test
  void onlyDeletedMessagesOfTheSetAreExpunged() throws IOException {
    deliver(4);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      inbox.store(UidSet.of(1, 2), StoreMode.ADD, DELETED, ALWAYS);
      assertThat(inbox.expunge(UidSet.of(2, 3))).isEqualTo(UidSet.of(2));
      assertThat(inbox.poll(true).expunged()).isEqualTo(UidSet.of(2));
    }
  }

  @Test
  void recentBelongsToTheFirstSessionThatMayWrite() throws IOException {
    deliver(2);
    try (Folder examined = store.folders.open(store.session(ANN), path(ANN, "INBOX"), true);
        Folder first = store.open(ANN, "INBOX");
        Folder second = store.open(ANN, "INBOX")) {
      long modSeq = first.highestModSeq();
      assertThat(examined.recent()).isEqualTo(UidSet.of(1, 2));
      assertThat(first.recent()).isEqualTo(UidSet.of(1, 2));
      assertThat(second.recent().isEmpty()).isTrue();
      assertThat(first.recent()).isEqualTo(UidSet.of(1, 2));
      assertThat(first.status().highestModSeq()).isEqualTo(modSeq);
      assertThat(first.status().recent()).isZero();
      deliver(1);
      second.poll(true);
      assertThat(second.recent()).isEqualTo(UidSet.of(3));
      first.poll(true);
      assertThat(first.recent()).isEqualTo(UidSet.of(1, 2));
      assertThat(store.engine.check((done, total) -> {}).findings()).isEmpty();
    }
  }

  @Test
  void copyAndMoveTellWhereMessagesAre() throws Exception {
    store.create(ANN, "Archive");
    deliver(4);
    try (Folder inbox = store.open(ANN, "INBOX");
        Folder archive = store.open(ANN, "Archive")) {
      inbox.store(UidSet.of(3), StoreMode.ADD, SEEN, ALWAYS);
      Copied copied = inbox.copy(UidSet.of(1, 3, 77), path(ANN, "Archive"));
      assertThat(copied.sources()).isEqualTo(UidSet.of(1, 3));
      assertThat(copied.targets()).isEqualTo(UidSet.of(1, 2));
      assertThat(copied.uidValidity()).isEqualTo(archive.uidValidity());

      Copied moved = inbox.move(UidSet.of(2, 4), path(ANN, "Archive"));
      assertThat(moved.sources()).isEqualTo(UidSet.of(2, 4));
      assertThat(moved.targets()).isEqualTo(UidSet.of(3, 4));
      assertThat(inbox.poll(true).expunged()).isEqualTo(UidSet.of(2, 4));
      assertThat(archive.poll(true).added()).isEqualTo(UidSet.range(1, 4));
      assertThat(fetch(archive, Detail.FACTS))
          .extracting(m -> m.facts().envelope().subject())
          .containsExactly("mail 0", "mail 2", "mail 1", "mail 3");
      assertThat(fetchOne(archive, 2).flags()).isEqualTo(SEEN);
      assertThat(fetchOne(archive, 2).id()).isEqualTo(fetchOne(inbox, 3).id());
      assertThat(inbox.move(UidSet.of(2), path(ANN, "Archive")).targets().isEmpty()).isTrue();
      assertThatThrownBy(() -> inbox.copy(UidSet.of(1), path(ANN, "nosuch")))
          .isInstanceOf(FolderException.NoSuchMailbox.class);
    }
  }

  @Test
  void moveIntoTheSameMailboxGivesNewUids() throws IOException {
    deliver(2);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      Copied moved = inbox.move(UidSet.of(1), path(ANN, "INBOX"));
      Changes changes = inbox.poll(true);
      assertThat(changes.added()).isEqualTo(moved.targets()).isEqualTo(UidSet.of(3));
      assertThat(changes.expungedNumbers()).containsExactly(1L);
      assertThat(inbox.uids()).isEqualTo(UidSet.of(2, 3));
    }
  }

  @Test
  void aFullQuotaRefusesAppendsAndCopiesButNotMoves() throws Exception {
    store.create(ANN, "Archive");
    deliver(3);
    store.quotas.put(ANN, new Quota(OptionalLong.empty(), OptionalLong.of(4)));
    try (Folder inbox = store.open(ANN, "INBOX")) {
      assertThatThrownBy(() -> inbox.copy(UidSet.of(1, 2), path(ANN, "Archive")))
          .isInstanceOf(FolderException.OverQuota.class);
      assertThat(inbox.copy(UidSet.of(1), path(ANN, "Archive")).targets().size()).isOne();
      assertThatThrownBy(() -> store.append(ANN, "INBOX", SEEN, Text.mail("x", "y")))
          .isInstanceOf(FolderException.OverQuota.class);
      assertThat(inbox.move(inbox.uids(), path(ANN, "Archive")).targets().size()).isEqualTo(3);
    }
  }

  private void share(String rights) throws Exception {
    store
        .james
        .mailboxManager()
        .setRights(
            path(ANN, "INBOX"),
            new MailboxACL(
                new MailboxACL.Entry(
                    MailboxACL.EntryKey.createUserEntryKey(Username.of(BOB)),
                    MailboxACL.Rfc4314Rights.deserialize(rights))),
            store.session(ANN));
  }

  private Folder bobs() throws IOException {
    return store.folders.open(store.session(BOB), path(ANN, "INBOX"), false);
  }

  @Test
  void rightsAreAskedForAtEveryStep() throws Exception {
    deliver(2);
    assertThatThrownBy(this::bobs).isInstanceOf(FolderException.NoSuchMailbox.class);
    share("l");
    assertThatThrownBy(this::bobs)
        .isInstanceOfSatisfying(
            FolderException.NoRight.class, e -> assertThat(e.right()).isEqualTo(Right.Read));
    share("lr");
    try (Folder read = bobs()) {
      assertThat(read.readOnly()).isTrue();
      assertThat(fetch(read, Detail.COLUMNS)).hasSize(2);
      assertThatThrownBy(() -> read.store(read.uids(), StoreMode.ADD, SEEN, ALWAYS))
          .isInstanceOf(FolderException.ReadOnly.class);
    }
    share("lrs");
    try (Folder seen = bobs()) {
      MessageFlags both = MessageFlags.of(MessageFlags.SEEN | MessageFlags.FLAGGED);
      assertThat(
              seen.store(UidSet.of(1), StoreMode.ADD, both, ALWAYS).messages().getFirst().flags())
          .isEqualTo(SEEN);
      assertThatThrownBy(() -> seen.store(UidSet.of(1), StoreMode.ADD, DELETED, ALWAYS))
          .isInstanceOfSatisfying(
              FolderException.NoRight.class,
              e -> assertThat(e.right()).isEqualTo(Right.DeleteMessages));
      assertThatThrownBy(() -> seen.expunge(seen.uids()))
          .isInstanceOf(FolderException.NoRight.class);
      assertThatThrownBy(() -> seen.move(seen.uids(), path(BOB, "INBOX")))
          .isInstanceOf(FolderException.NoRight.class);
      assertThat(seen.permanentFlags().any()).isFalse();
      assertThat(seen.copy(seen.uids(), path(BOB, "INBOX")).targets().size()).isEqualTo(2);
    }
    assertThatThrownBy(() -> store.folders.append(store.session(BOB), path(ANN, "INBOX")).close())
        .isInstanceOf(FolderException.NoRight.class);
    assertThat(
            store
                .folders
                .status(
                    store.session(BOB),
                    List.of(path(ANN, "INBOX"), path(ANN, "x"), path(BOB, "INBOX")),
                    true)
                .keySet())
        .containsExactly(path(ANN, "INBOX"), path(BOB, "INBOX"));
  }

  @Test
  void statusCountsAllThatIsAsked() throws IOException {
    deliver(3);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      inbox.store(UidSet.of(1), StoreMode.ADD, SEEN, ALWAYS);
      inbox.store(UidSet.of(2), StoreMode.ADD, DELETED, ALWAYS);
      FolderStatus status =
          store
              .folders
              .status(store.session(ANN), List.of(path(ANN, "INBOX")), true)
              .get(path(ANN, "INBOX"));
      List<Message> all = fetch(inbox, Detail.COLUMNS);
      long size = all.stream().mapToLong(Message::size).sum();
      assertThat(status)
          .isEqualTo(
              new FolderStatus(
                  3,
                  2,
                  3,
                  1,
                  size,
                  all.get(1).size(),
                  4,
                  inbox.uidValidity(),
                  5,
                  inbox.mailboxId()));
      assertThat(inbox.firstUnseen()).hasValue(2);
    }
  }

  @Test
  void aMessageWhoseModSeqWasTakenBeforeTheOpeningIsTold() throws IOException {
    deliver(1);
    try (Folder early = store.open(ANN, "INBOX")) {
      long box = Long.parseLong(early.mailboxId());
      long uid = store.engine.mailboxes().nextUid(box);
      long modSeq = store.engine.mailboxes().nextModSeq(box);
      try (Folder late = store.open(ANN, "INBOX")) {
        Target target = new Target(box, Flags.NONE, 1, 1, uid, modSeq, 0, null);
        store
            .engine
            .messages()
            .append(new Append(0, Text.mail("taken", "x"), new byte[0], List.of(target)));
        assertThat(late.poll(true).added()).isEqualTo(UidSet.of(uid));
        assertThat(early.poll(true).added()).isEqualTo(UidSet.of(uid));
        assertThat(late.poll(true).isEmpty()).isTrue();
      }
    }
  }

  @Test
  void aDeletedMailboxSaysSo() throws Exception {
    store.create(ANN, "gone");
    try (Folder folder = store.open(ANN, "gone")) {
      store.james.mailboxManager().deleteMailbox(path(ANN, "gone"), store.session(ANN));
      assertThatThrownBy(() -> folder.poll(true)).isInstanceOf(FolderException.NoSuchMailbox.class);
      assertThatThrownBy(() -> folder.poll(true)).isInstanceOf(FolderException.NoSuchMailbox.class);
    }
  }

  @Test
  void aListenerIsWokenByAChange() throws Exception {
    try (Folder inbox = store.open(ANN, "INBOX")) {
      CountDownLatch woken = new CountDownLatch(1);
      inbox.listen(woken::countDown);
      store.deliver(ANN, Text.mail("wake", "up"));
      assertThat(woken.await(30, TimeUnit.SECONDS)).isTrue();
      // What is there already wakes at once.
      CountDownLatch again = new CountDownLatch(1);
      inbox.listen(again::countDown);
      assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(inbox.poll(true).added().size()).isOne();
    }
  }

  @Test
  void aViewThatIsFarBehindIsBroughtUpToDateByTheIndex() throws IOException {
    deliver(20);
    try (Folder behind = store.open(ANN, "INBOX");
        Folder busy = store.open(ANN, "INBOX")) {
      for (long uid = 1; uid < 20; uid += 2) {
        busy.store(UidSet.of(uid), StoreMode.ADD, SEEN, ALWAYS);
      }
      // Neighbours differ, so that each of them is a change of its own.
      MessageFlags flagged = MessageFlags.of(MessageFlags.FLAGGED);
      for (int i = 0; i < 301; i++) {
        StoreMode mode = i % 2 == 0 ? StoreMode.ADD : StoreMode.REMOVE;
        busy.store(UidSet.range(1, 15), mode, flagged, ALWAYS);
      }
      busy.store(UidSet.of(20), StoreMode.ADD, DELETED, ALWAYS);
      busy.expunge(UidSet.of(20));
      deliver(1);
      Changes changes = behind.poll(true);
      assertThat(changes.flags()).hasSize(17);
      assertThat(changes.expungedNumbers()).containsExactly(20L);
      assertThat(changes.added()).isEqualTo(UidSet.of(21));
      busy.poll(true);
      assertThat(behind.highestModSeq()).isEqualTo(busy.highestModSeq());
      assertThat(behind.poll(true).isEmpty()).isTrue();
      for (FlagsOf flags : changes.flags()) {
        assertThat(fetchOne(busy, flags.uid()).flags()).isEqualTo(flags.flags());
      }
    }
  }
}
