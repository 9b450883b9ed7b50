package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.james.events.EventListener;
import org.apache.james.events.Group;
import org.apache.james.mailbox.events.MailboxEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account.Quota;
import org.postern.mailbox.Delivery.Outcome;
import org.postern.mailbox.Delivery.Target;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops.InUseException;
import org.postern.mailbox.Maildrops.NoSuchMailboxException;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages.Copy;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.james.InlineEventBus;

class LockedMaildropsTest {
  private static final String ANN = "01ann";

  @TempDir Path folder;
  private final InlineEventBus events = new InlineEventBus();
  private Engine engine;
  private Deliveries deliveries;
  private LockedMaildrops maildrops;

  @BeforeEach
  void open() throws IOException {
    engine = Engine.open(folder);
    deliveries = new Deliveries(engine, user -> Quota.INHERITED, events, Clock.systemUTC());
    maildrops = new LockedMaildrops(engine, events);
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
  }

  private void deliver(int n) {
    for (int i = 0; i < n; i++) {
      deliveries.deliver(Text.mail("m" + i, "body " + i), List.of(new Target(ANN, "")));
    }
  }

  private static BitSet bits(int... indexes) {
    BitSet set = new BitSet();
    for (int index : indexes) {
      set.set(index);
    }
    return set;
  }

  @Test
  void anAccountWithoutMailHasAnEmptyInbox() throws IOException {
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      assertThat(drop.count()).isZero();
      assertThatThrownBy(() -> drop.size(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> maildrops.open(ANN, "nosuch"))
        .isInstanceOf(NoSuchMailboxException.class);
  }

  @Test
  void oneSessionAtATimeHasAMaildrop() throws IOException {
    Maildrop first = maildrops.open(ANN, "INBOX");
    assertThatThrownBy(() -> maildrops.open(ANN, "inbox")).isInstanceOf(InUseException.class);
    maildrops.open("01bob", "INBOX").close();
    first.close();
    first.close();
    Maildrop second = maildrops.open(ANN, "INBOX");
    first.close();
    assertThatThrownBy(() -> maildrops.open(ANN, "INBOX")).isInstanceOf(InUseException.class);
    second.close();
  }

  @Test
  void closingDeletesNothingAndDeletingOnlyWhatWasAskedFor() throws IOException {
    deliver(5);
    List<String> uidls = new ArrayList<>();
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      for (int i = 0; i < drop.count(); i++) {
        uidls.add(drop.uidl(i));
      }
      drop.delete(bits(1, 3));
      drop.delete(bits(1));
    }
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      assertThat(drop.count()).isEqualTo(3);
      assertThat(List.of(drop.uidl(0), drop.uidl(1), drop.uidl(2)))
          .containsExactly(uidls.get(0), uidls.get(2), uidls.get(4));
    }
    engine.close();
    open();
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      assertThat(drop.uidl(2)).isEqualTo(uidls.get(4));
    }
  }

  @Test
  void aSnapshotDoesNotSeeWhatComesAndKeepsWhatGoes() throws IOException {
    deliver(2);
    Box box = engine.mailboxes().find(Places.NAMESPACE, ANN, "INBOX").orElseThrow();
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      deliver(1);
      engine.messages().expunge(box.id(), List.of(1L));
      assertThat(drop.count()).isEqualTo(2);
      assertThat(Text.of(drop.body(0)).toString()).contains("body 0");
      drop.delete(bits(0, 1));
    }
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      assertThat(drop.count()).isEqualTo(1);
    }
  }

  @Test
  void twoCopiesOfAMessageHaveDifferentUidls() throws IOException {
    deliver(1);
    Box box = engine.mailboxes().find(Places.NAMESPACE, ANN, "INBOX").orElseThrow();
    Row row = engine.messages().find(box.id(), Range.ALL, 0).getFirst();
    engine.messages().copy(box.id(), List.of(new Copy(row.id(), row.flags(), 0, 0, row.thread())));
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      assertThat(drop.uidl(0)).isNotEqualTo(drop.uidl(1)).isEqualTo(Long.toString(row.id()));
      assertThat(drop.uidl(1)).matches("[!-~]{1,70}");
    }
  }

  @Test
  void aDeletionIsHeard() throws IOException {
    List<Object> gone = new ArrayList<>();
    events.register(
        (EventListener)
            event -> {
              if (event instanceof MailboxEvents.Expunged expunged) {
                gone.addAll(expunged.getUids());
              }
            },
        new Group() {});
    deliver(3);
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      drop.delete(bits(0, 2));
    }
    assertThat(gone).hasSize(2);
  }

  /** What a download-and-delete client does while mail keeps coming: all is seen, once. */
  @Test
  void deliveryAndPopWithDeletionLoseAndRepeatNothing() throws Exception {
    int senders = 8;
    int each = 50;
    Set<String> fetched = new HashSet<>();
    Set<String> uidls = new HashSet<>();
    AtomicBoolean sending = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> work = new ArrayList<>();
      for (int s = 0; s < senders; s++) {
        int sender = s;
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    Outcome outcome =
                        deliveries
                            .deliver(
                                Text.mail("s" + sender + "/" + i, "x"),
                                List.of(new Target(ANN, "")))
                            .getFirst();
                    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
                  }
                  return null;
                }));
      }
      Future<?> reader =
          threads.submit(
              () -> {
                boolean last = false;
                while (!last) {
                  last = !sending.get();
                  fetchAll(fetched, uidls);
                }
                return null;
              });
      for (Future<?> one : work) {
        one.get();
      }
      sending.set(false);
      reader.get();
    }
    assertThat(fetched).hasSize(senders * each);
    assertThat(uidls).hasSize(senders * each);
  }

  private void fetchAll(Set<String> fetched, Set<String> uidls) throws IOException {
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      for (int i = 0; i < drop.count(); i++) {
        assertThat(fetched.add(Text.of(drop.body(i)).toString())).isTrue();
        assertThat(uidls.add(drop.uidl(i))).isTrue();
      }
      BitSet all = new BitSet();
      all.set(0, drop.count());
      drop.delete(all);
    }
  }
}
