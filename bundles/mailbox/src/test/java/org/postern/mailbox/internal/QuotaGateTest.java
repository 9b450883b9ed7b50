package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.james.core.Username;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageManager.AppendCommand;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.QuotaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account.Quota;
import org.postern.mailbox.Delivery.Outcome;
import org.postern.mailbox.Delivery.Target;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Quotas;
import org.postern.mailbox.internal.james.Identifiers;
import org.postern.mailbox.internal.james.InlineEventBus;
import org.postern.mailbox.internal.james.JamesStore;
import org.postern.mailbox.internal.james.Limits;
import org.postern.mailbox.internal.james.LimitsMaxQuotaManager;

/** Many at once fill an account to its limit and not beyond it, by whatever way mail comes. */
class QuotaGateTest {
  private static final String ANN = "01ann";
  private static final String BOB = "01bob";
  private static final byte[] MAIL = Text.mail("subject", "x".repeat(500)).octets();

  @TempDir Path folder;
  private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
  private final InlineEventBus events = new InlineEventBus();
  private Engine engine;
  private Deliveries deliveries;
  private JamesStore james;
  private MailboxManager manager;
  private MailboxSession ann;
  private MailboxSession bob;

  @BeforeEach
  void open() throws Exception {
    engine = Engine.open(folder);
    deliveries =
        new Deliveries(
            engine, user -> quotas.getOrDefault(user, Quota.INHERITED), events, Clock.systemUTC());
    james =
        new JamesStore(
            engine,
            JamesStore.Parts.standard(
                events,
                new LimitsMaxQuotaManager(new Limits.Stored(engine.quotas())),
                Identifiers.SIMPLE));
    manager = james.mailboxManager();
    ann = manager.createSystemSession(Username.of(ANN));
    bob = manager.createSystemSession(Username.of(BOB));
    manager.createMailbox(MailboxPath.inbox(Username.of(ANN)), ann);
    manager.createMailbox(MailboxPath.inbox(Username.of(BOB)), bob);
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
  }

  private void limit(String user, long messages) throws MailboxException {
    quotas.put(user, new Quota(OptionalLong.empty(), OptionalLong.of(messages)));
    james.maxQuotaManager().setMaxMessage(root(user), QuotaCountLimit.count(messages));
  }

  private QuotaRoot root(String user) throws MailboxException {
    return james.quotaRootResolver().getQuotaRoot(MailboxPath.inbox(Username.of(user)));
  }

  private Quotas.Usage usage(String user) throws IOException {
    return engine.quotas().usage(Quotas.root(Places.NAMESPACE, user));
  }

  private static MailboxPath path(String user, String name) {
    return MailboxPath.forUser(Username.of(user), name);
  }

  private MessageId append() throws MailboxException {
    MessageManager inbox = manager.getMailbox(path(ANN, "INBOX"), ann);
    return inbox.appendMessage(AppendCommand.builder().build(MAIL), ann).getId().getMessageId();
  }

  /** Runs all at once; returns how many were done, the others having been over quota. */
  private static int done(List<Callable<?>> works) throws Exception {
    List<Future<?>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      works.forEach(work -> futures.add(threads.submit(work)));
    }
    int done = 0;
    for (Future<?> future : futures) {
      try {
        Object result = future.get();
        done += result instanceof List<?> outcomes ? delivered(outcomes) : 1;
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(OverQuotaException.class);
      }
    }
    return done;
  }

  private static int delivered(List<?> outcomes) {
    assertThat(outcomes)
        .allMatch(o -> o instanceof Outcome.Delivered || o instanceof Outcome.OverQuota);
    return (int) outcomes.stream().filter(Outcome.Delivered.class::isInstance).count();
  }

  private static List<Callable<?>> times(int n, Callable<?> work) {
    List<Callable<?>> works = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      works.add(work);
    }
    return works;
  }

  @Test
  void appendsFillAMessageLimitExactly() throws Exception {
    limit(ANN, 100);
    assertThat(done(times(150, this::append))).isEqualTo(100);
    assertThat(usage(ANN).messages()).isEqualTo(100);
  }

  @Test
  void appendsFillASizeLimitExactly() throws Exception {
    james.maxQuotaManager().setMaxStorage(root(ANN), QuotaSizeLimit.size(40L * MAIL.length + 5));
    assertThat(done(times(80, this::append))).isEqualTo(40);
    assertThat(usage(ANN).bytes()).isEqualTo(40L * MAIL.length);
  }

  @Test
  void appendsAndDeliveriesTogetherFillALimitExactly() throws Exception {
    limit(ANN, 100);
    List<Callable<?>> works = times(80, this::append);
    works.addAll(
        times(80, () -> deliveries.deliver(Text.mail("m", "y"), List.of(new Target(ANN, "")))));
    assertThat(done(works)).isEqualTo(100);
    assertThat(usage(ANN).messages()).isEqualTo(100);
  }

  @Test
  void copiesFitWholeOrNotAtAll() throws Exception {
    for (int i = 0; i < 10; i++) {
      append();
    }
    manager.createMailbox(path(ANN, "Copies"), ann);
    limit(ANN, 95);
    int copied =
        done(
            times(
                20,
                () ->
                    manager
                        .copyMessages(
                            MessageRange.all(), path(ANN, "INBOX"), path(ANN, "Copies"), ann)
                        .size()));
    assertThat(copied).isEqualTo(8);
    assertThat(usage(ANN).messages()).isEqualTo(90);
  }

  @Test
  void movesFromAnotherRootFillALimitExactlyAndMovesWithinItAreFree() throws Exception {
    MailboxPath shared = path(BOB, "Shared");
    MailboxId target = manager.createMailbox(shared, bob).orElseThrow();
    manager.applyRightsCommand(
        shared,
        MailboxACL.command().forUser(Username.of(ANN)).rights(MailboxACL.FULL_RIGHTS).asAddition(),
        bob);
    List<Callable<?>> moves = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      MessageId id = append();
      if (i % 2 == 0) {
        MessageRange one = MessageRange.one(org.apache.james.mailbox.MessageUid.of(i + 1));
        moves.add(() -> manager.moveMessages(one, path(ANN, "INBOX"), shared, ann));
      } else {
        moves.add(
            () -> {
              james.messageIdManager().setInMailboxes(id, List.of(target), ann);
              return id;
            });
      }
    }
    limit(BOB, 20);
    int moved = 0;
    List<Future<?>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      moves.forEach(move -> futures.add(threads.submit(move)));
    }
    for (Future<?> future : futures) {
      if (future.state() == Future.State.SUCCESS) {
        moved++;
      } else {
        assertThat(future.exceptionNow()).isInstanceOf(OverQuotaException.class);
      }
    }
    assertThat(moved).isEqualTo(20);
    assertThat(usage(BOB).messages()).isEqualTo(20);
    assertThat(usage(ANN).messages()).isEqualTo(10);

    manager.createMailbox(path(BOB, "Other"), bob);
    manager.moveMessages(MessageRange.all(), shared, path(BOB, "Other"), bob);
    assertThat(usage(BOB).messages()).isEqualTo(20);
  }

  @Test
  void aMessageForTwoFoldersOfAnAccountWithRoomForOneGoesIntoOne() throws Exception {
    limit(ANN, 1);
    List<Target> twice = List.of(new Target(ANN, ""), new Target(ANN, "INBOX"));
    assertThat(deliveries.deliver(Text.mail("m", "y"), twice))
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(Outcome.Delivered.class),
            second -> assertThat(second).isInstanceOf(Outcome.OverQuota.class));
  }

  @Test
  void deliveriesToTheSamePeopleInAnyOrderNeverWaitInARing() throws Exception {
    limit(ANN, 50);
    limit(BOB, 50);
    Target toAnn = new Target(ANN, "");
    Target toBob = new Target(BOB, "");
    List<Callable<?>> works =
        times(60, () -> deliveries.deliver(Text.mail("m", "y"), List.of(toAnn, toBob)));
    works.addAll(
        times(60, () -> deliveries.deliver(Text.mail("m", "y"), List.of(toBob, toAnn, toBob))));
    assertThat(done(works)).isEqualTo(100);
    assertThat(usage(ANN).messages()).isEqualTo(50);
    assertThat(usage(BOB).messages()).isEqualTo(50);
  }
}
