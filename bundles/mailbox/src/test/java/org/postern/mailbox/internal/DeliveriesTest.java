package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.james.core.Username;
import org.apache.james.events.EventListener;
import org.apache.james.events.Group;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.events.MailboxEvents;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account.Quota;
import org.postern.mailbox.Delivery.Outcome;
import org.postern.mailbox.Delivery.Target;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages.Full;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.james.Identifiers;
import org.postern.mailbox.internal.james.InlineEventBus;
import org.postern.mailbox.internal.james.JamesStore;
import org.postern.mailbox.internal.james.Limits;
import org.postern.mailbox.internal.james.LimitsMaxQuotaManager;

class DeliveriesTest {
  private static final String ANN = "01ann";
  private static final String BOB = "01bob";

  @TempDir Path folder;
  private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
  private final InlineEventBus events = new InlineEventBus();
  private Engine engine;
  private Deliveries deliveries;
  private LockedMaildrops maildrops;

  @BeforeEach
  void open() throws IOException {
    engine = Engine.open(folder);
    deliveries =
        new Deliveries(
            engine, user -> quotas.getOrDefault(user, Quota.INHERITED), events, Clock.systemUTC());
    maildrops = new LockedMaildrops(engine, events);
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
  }

  private JamesStore james() {
    return new JamesStore(
        engine,
        JamesStore.Parts.standard(
            events,
            new LimitsMaxQuotaManager(new Limits.Stored(engine.quotas())),
            Identifiers.SIMPLE));
  }

  private Outcome deliver(Text mail, String user) {
    return deliveries.deliver(mail, List.of(new Target(user, ""))).getFirst();
  }

  private List<Row> inbox(String user) throws IOException {
    Box box = engine.mailboxes().find(Places.NAMESPACE, user, "INBOX").orElseThrow();
    return engine.messages().find(box.id(), Range.ALL, 0);
  }

  @Test
  void aMessageComesBackByteForByteAndSurvivesARestart() throws IOException {
    Text mail = Text.mail("hello", ".dot\r\nünï");
    Outcome outcome = deliver(mail, ANN);
    engine.close();
    open();
    try (Maildrop drop = maildrops.open(ANN, "inbox")) {
      assertThat(drop.count()).isEqualTo(1);
      assertThat(drop.uidl(0)).isEqualTo(((Outcome.Delivered) outcome).messageId());
      assertThat(Text.of(drop.body(0)).octets()).isEqualTo(mail.octets());
      assertThat(drop.body(0).transparent()).isFalse();
    }
  }

  @Test
  void oneBodyServesAllTargets() throws IOException {
    List<Outcome> outcomes =
        deliveries.deliver(
            Text.mail("to both", "x".repeat(10_000)),
            List.of(new Target(ANN, ""), new Target(BOB, "")));

    assertThat(outcomes).allMatch(Outcome.Delivered.class::isInstance);
    assertThat(inbox(ANN).getFirst().id()).isEqualTo(inbox(BOB).getFirst().id());
    List<Full> rows = engine.messages().findById(List.of(inbox(ANN).getFirst().id()));
    assertThat(rows).hasSize(2);

    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      drop.delete(first(1));
    }
    try (Maildrop drop = maildrops.open(BOB, "INBOX")) {
      assertThat(Text.of(drop.body(0)).toString()).contains("to both");
    }
  }

  private static BitSet first(int n) {
    BitSet set = new BitSet();
    set.set(0, n);
    return set;
  }

  @Test
  void aFolderIsPreferredAndTheInboxTakesTheRest() throws IOException {
    engine.mailboxes().create(Places.NAMESPACE, ANN, "lists");
    deliveries.deliver(
        Text.mail("a", "a"), List.of(new Target(ANN, "lists"), new Target(ANN, "nosuch")));

    try (Maildrop lists = maildrops.open(ANN, "lists");
        Maildrop inbox = maildrops.open(ANN, "INBOX")) {
      assertThat(lists.count()).isEqualTo(1);
      assertThat(inbox.count()).isEqualTo(1);
    }
  }

  @Test
  void partsWithNulAreStoredEncodedAndMustFitSo() throws IOException {
    String header = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: ";
    Text mail = Text.of(header + "binary\r\n\r\n" + "\0".repeat(3_000));
    String stored =
        header
            + "base64\r\n\r\n"
            + ("A".repeat(76) + "\r\n").repeat(53).substring(0, 4_104)
            + "\r\n";
    quotas.put(ANN, new Quota(OptionalLong.of(stored.length() - 1), OptionalLong.empty()));
    quotas.put(BOB, new Quota(OptionalLong.of(stored.length()), OptionalLong.empty()));
    List<Outcome> outcomes =
        deliveries.deliver(mail, List.of(new Target(ANN, ""), new Target(BOB, "")));

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.OverQuota.class);
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Delivered.class);
    assertThat(inbox(BOB).getFirst().size()).isEqualTo(stored.length());
    try (Maildrop drop = maildrops.open(BOB, "INBOX")) {
      assertThat(Text.of(drop.body(0))).hasToString(stored);
      assertThat(drop.body(0).transparent()).isTrue();
    }
  }

  @Test
  void nulInAHeaderStays() throws IOException {
    Text mail = Text.of("Subject: a\0b\r\n\r\nc\r\n");
    deliver(mail, ANN);
    try (Maildrop drop = maildrops.open(ANN, "INBOX")) {
      assertThat(Text.of(drop.body(0)).octets()).isEqualTo(mail.octets());
      assertThat(drop.body(0).transparent()).isFalse();
    }
  }

  @Test
  void aFullMailboxDoesNotKeepTheOthersFromGettingTheirs() {
    quotas.put(ANN, new Quota(OptionalLong.of(10), OptionalLong.empty()));
    quotas.put(BOB, new Quota(OptionalLong.empty(), OptionalLong.of(1)));
    List<Target> both = List.of(new Target(ANN, ""), new Target(BOB, ""));

    List<Outcome> first = deliveries.deliver(Text.mail("1", "1"), both);
    List<Outcome> second = deliveries.deliver(Text.mail("2", "2"), both);

    assertThat(first.get(0)).isInstanceOf(Outcome.OverQuota.class);
    assertThat(first.get(1)).isInstanceOf(Outcome.Delivered.class);
    assertThat(second).allMatch(Outcome.OverQuota.class::isInstance);
    assertThat(deliveries.fits(ANN, 11)).isFalse();
    assertThat(deliveries.fits(ANN, 10)).isTrue();
  }

  @Test
  void concurrentDeliveriesFillAQuotaExactly() throws Exception {
    quotas.put(ANN, new Quota(OptionalLong.empty(), OptionalLong.of(100)));
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 150; i++) {
        Text mail = Text.mail("n" + i, "x");
        outcomes.add(threads.submit(() -> deliver(mail, ANN)));
      }
    }
    assertThat(outcomes)
        .filteredOn(outcome -> outcome.resultNow() instanceof Outcome.Delivered)
        .hasSize(100);
    assertThat(inbox(ANN)).hasSize(100);
  }

  @Test
  void concurrentDeliveriesToANewAccountMakeOneInbox() throws Exception {
    Set<Long> uids = new HashSet<>();
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        Text mail = Text.mail("n" + i, "x");
        outcomes.add(threads.submit(() -> deliver(mail, ANN)));
      }
    }
    for (Future<Outcome> outcome : outcomes) {
      uids.add(((Outcome.Delivered) outcome.get()).uid());
    }
    assertThat(uids).hasSize(200).allMatch(uid -> uid >= 1 && uid <= 200);
  }

  @Test
  void repliesJoinTheThreadOfEachRecipient() throws IOException {
    Text first = Text.of("Message-ID: <1@x>\r\nSubject: Plan\r\n\r\na\r\n");
    Text reply =
        Text.of("Message-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\nSubject: Re: Plan\r\n\r\nb\r\n");
    Text other = Text.of("Message-ID: <3@x>\r\nReferences: <1@x>\r\nSubject: Lunch\r\n\r\nc\r\n");
    deliver(first, ANN);
    deliveries.deliver(reply, List.of(new Target(ANN, ""), new Target(BOB, "")));
    deliver(other, ANN);

    List<Row> ann = inbox(ANN);
    assertThat(ann.get(1).thread()).isEqualTo(ann.get(0).id());
    assertThat(ann.get(2).thread()).isEqualTo(ann.get(2).id());
    Row bob = inbox(BOB).getFirst();
    assertThat(bob.thread()).isEqualTo(bob.id());
  }

  @Test
  void listenersHearOfADeliveryInTheDeliveringThread() throws Exception {
    List<String> heard = new ArrayList<>();
    events.register(
        (EventListener)
            event -> {
              if (event instanceof MailboxEvents.Added added) {
                heard.add(
                    Thread.currentThread().getName()
                        + added.getMailboxPath().getName()
                        + added.getUids()
                        + added.isDelivery());
              }
            },
        new Group() {});

    Outcome outcome = deliver(Text.mail("x", "y"), ANN);

    long uid = ((Outcome.Delivered) outcome).uid();
    assertThat(heard)
        .containsExactly(
            Thread.currentThread().getName() + "INBOX[MessageUid{uid=" + uid + "}]" + true);
  }

  @Test
  void jamesReadsPropertiesAndAttachmentsOfADeliveredMessage() throws Exception {
    deliver(
        Text.of(
            """
            Subject: with attachment
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            see below
            --b
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=a.pdf
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --b--
            """
                .replace("\n", "\r\n")),
        ANN);

    JamesStore james = james();
    MailboxSession session = james.mailboxManager().createSystemSession(Username.of(ANN));
    MessageManager inbox =
        james.mailboxManager().getMailbox(MailboxPath.inbox(Username.of(ANN)), session);
    MessageResult message =
        inbox.getMessages(MessageRange.all(), FetchGroup.FULL_CONTENT, session).next();

    assertThat(message.getLoadedAttachments()).hasSize(1);
    assertThat(message.getLoadedAttachments().getFirst().getName()).contains("a.pdf");
    assertThat(
            james
                .attachmentManager()
                .loadAttachmentContent(
                    message.getLoadedAttachments().getFirst().getAttachmentId(), session))
        .hasBinaryContent("hello".getBytes(StandardCharsets.US_ASCII));
  }
}
