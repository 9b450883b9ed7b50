package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.Content;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/** What the engine does while all is well. */
class EngineTest {
  private static final String NS = "#private";

  @TempDir Path folder;
  private Engine engine;
  private Box inbox;
  private Box other;

  @BeforeEach
  void open() throws IOException {
    engine = Engine.open(folder);
    inbox = engine.mailboxes().create(NS, "ann", "INBOX");
    other = engine.mailboxes().create(NS, "ann", "Other");
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
  }

  private void reopen() throws IOException {
    engine.close();
    engine = Engine.open(folder);
  }

  private Row append(String subject, long mailbox) throws IOException {
    return engine.messages().append(Mail.append(Mail.text(subject, 500), mailbox)).getFirst();
  }

  @Test
  void oneBodyGoesToManyMailboxes() throws IOException {
    String text = Mail.text("shared", 3_000);
    List<Row> rows = engine.messages().append(Mail.append(text, inbox.id(), other.id()));
    assertEquals(2, rows.size());
    assertEquals(rows.get(0).id(), rows.get(1).id());
    assertEquals(1, rows.get(0).uid());
    assertEquals(text, Mail.read(engine, rows.get(0).id()));
    reopen();
    assertEquals(text, Mail.read(engine, rows.get(0).id()));
    assertEquals(2, engine.messages().findById(List.of(rows.get(0).id())).size());
    Messages.Full full = engine.messages().findFull(inbox.id(), Range.ALL, 0).getFirst();
    assertEquals(rows.get(0), full.row());
    assertEquals("env", new String(full.facts().env(), StandardCharsets.UTF_8));
    assertEquals(text.indexOf("\r\n\r\n") + 4, full.facts().headerLength());
    assertTrue(full.facts().transparent());
  }

  @Test
  void aMailboxThatIsMissingTakesTheWholeAppendBack() throws IOException {
    assertThrows(
        EngineException.NoSuchMailbox.class,
        () -> engine.messages().append(Mail.append("x", inbox.id(), 999)));
    assertEquals(0, engine.mailboxes().counters(inbox.id()).messages());
    assertEquals(1, append("next", inbox.id()).uid());
  }

  @Test
  void countersFollowEveryChange() throws IOException {
    long size = append("a", inbox.id()).size();
    append("b", inbox.id());
    append("c", inbox.id());
    engine
        .messages()
        .updateFlags(
            inbox.id(), List.of(new Range(1, 2)), f -> Flags.of(Flags.SEEN | Flags.DELETED));
    Mailboxes.Counters counters = engine.mailboxes().counters(inbox.id());
    assertEquals(
        new Mailboxes.Counters(3, 1, 1, 2, 3 * size, 4, counters.highestModSeq()), counters);
    assertEquals(new Quotas.Usage(3, 3 * size), engine.quotas().usage(Quotas.root(NS, "ann")));
    engine.messages().expunge(inbox.id(), List.of(1L, 3L, 77L));
    reopen();
    counters = engine.mailboxes().counters(inbox.id());
    assertEquals(new Mailboxes.Counters(1, 0, 0, 1, size, 4, counters.highestModSeq()), counters);
  }

  @Test
  void flagsChangeOnlyWhereTheyDiffer() throws IOException {
    for (int i = 0; i < 5; i++) {
      append("m" + i, inbox.id());
    }
    engine.messages().updateFlags(inbox.id(), List.of(Range.of(3)), f -> Flags.of(Flags.SEEN));
    long modSeq = engine.mailboxes().counters(inbox.id()).highestModSeq();
    List<Messages.FlagChange> changes =
        engine.messages().updateFlags(inbox.id(), List.of(Range.ALL), f -> Flags.of(Flags.SEEN));
    assertEquals(5, changes.size());
    assertEquals(modSeq, changes.get(2).modSeq());
    assertEquals(modSeq + 1, changes.get(0).modSeq());
    assertEquals(Flags.of(Flags.RECENT), changes.get(0).before());
    List<Row> rows = engine.messages().find(inbox.id(), Range.ALL, 0);
    assertEquals(modSeq, rows.get(2).modSeq());
    assertEquals(4, engine.messages().changedSince(inbox.id(), modSeq).size());
    assertEquals(Optional.empty(), engine.messages().firstUnseen(inbox.id()));
  }

  @Test
  void keywordsAreKept() throws IOException {
    Flags flags = new Flags(Flags.FLAGGED, Set.of("$Label1", "Žluť"));
    engine.messages().append(Mail.append("x", flags, inbox.id()));
    append("y", inbox.id());
    engine
        .messages()
        .updateFlags(
            inbox.id(), List.of(Range.of(2)), f -> new Flags(f.system(), Set.of("$label2")));
    reopen();
    List<Row> rows = engine.messages().find(inbox.id(), Range.ALL, 0);
    assertEquals(flags, rows.get(0).flags());
    assertEquals(Set.of("$label2"), rows.get(1).flags().keywords());
    assertEquals(Set.of("$Label1", "Žluť", "$label2"), engine.mailboxes().keywords(inbox.id()));
  }

  @Test
  void aFailingCalculationChangesNothing() throws IOException {
    append("a", inbox.id());
    List<Row> before = engine.messages().find(inbox.id(), Range.ALL, 0);
    assertThrows(
        IllegalStateException.class,
        () ->
            engine
                .messages()
                .updateFlags(
                    inbox.id(),
                    List.of(Range.ALL),
                    f -> {
                      throw new IllegalStateException("no");
                    }));
    assertEquals(before, engine.messages().find(inbox.id(), Range.ALL, 0));
    assertEquals(2, append("b", inbox.id()).uid());
  }

  @Test
  void copiesShareTheBodyAndKeepTheId() throws IOException {
    Row row = append("a", inbox.id());
    Row copy =
        engine
            .messages()
            .copy(
                other.id(),
                List.of(new Messages.Copy(row.id(), row.flags(), 1_000, 3_000, row.thread())))
            .getFirst();
    assertEquals(row.id(), copy.id());
    assertEquals(1, copy.uid());
    engine.messages().expunge(inbox.id(), List.of(1L));
    assertEquals(Mail.text("a", 500), Mail.read(engine, copy.id()));
    engine.messages().expunge(other.id(), List.of(1L));
    assertThrows(EngineException.NoSuchMessage.class, () -> engine.messages().open(row.id()));
    assertThrows(
        EngineException.NoSuchMessage.class,
        () ->
            engine
                .messages()
                .copy(other.id(), List.of(new Messages.Copy(row.id(), Flags.NONE, 1, 1, 0))));
  }

  @Test
  void aMoveIsAllOrNothing() throws IOException {
    Row a = append("a", inbox.id());
    Row b = append("b", inbox.id());
    engine.messages().expunge(inbox.id(), List.of(b.uid()));
    List<Messages.Move> moves =
        List.of(
            new Messages.Move(inbox.id(), 1, new Messages.Copy(a.id(), Flags.NONE, 1, 1, 0)),
            new Messages.Move(inbox.id(), 2, new Messages.Copy(b.id(), Flags.NONE, 1, 1, 0)));
    assertThrows(
        EngineException.NoSuchMessage.class, () -> engine.messages().move(other.id(), moves));
    assertEquals(1, engine.mailboxes().counters(inbox.id()).messages());
    assertEquals(0, engine.mailboxes().counters(other.id()).messages());
    engine.messages().move(other.id(), moves.subList(0, 1));
    assertEquals(0, engine.mailboxes().counters(inbox.id()).messages());
    assertEquals(a.id(), engine.messages().find(other.id(), Range.ALL, 0).getFirst().id());
  }

  @Test
  void expungedUidsAreRememberedForResynchronization() throws IOException {
    for (int i = 0; i < 6; i++) {
      append("m" + i, inbox.id());
    }
    long modSeq = engine.mailboxes().counters(inbox.id()).highestModSeq();
    engine.messages().expunge(inbox.id(), List.of(2L, 3L));
    engine.messages().expunge(inbox.id(), List.of(5L));
    assertEquals(
        List.of(new Range(2, 3), Range.of(5)), engine.messages().vanishedSince(inbox.id(), modSeq));
    assertEquals(List.of(Range.of(5)), engine.messages().vanishedSince(inbox.id(), modSeq + 1));
  }

  @Test
  void aLongLogOfExpungedUidsIsAnsweredByWhatIsMissing() throws IOException {
    int count = 2_200;
    List<Messages.Copy> copies =
        java.util.Collections.nCopies(
            2 * count, new Messages.Copy(append("m", other.id()).id(), Flags.NONE, 1, 1, 0));
    engine.messages().copy(inbox.id(), copies);
    ExecutorService many = Executors.newVirtualThreadPerTaskExecutor();
    try (many) {
      for (long uid = 2; uid <= 2 * count; uid += 2) {
        List<Long> one = List.of(uid);
        many.submit(() -> engine.messages().expunge(inbox.id(), one));
      }
    }
    List<Range> vanished = engine.messages().vanishedSince(inbox.id(), 1);
    assertEquals(count, vanished.size());
    assertEquals(Range.of(2), vanished.getFirst());
  }

  @Test
  void idsAreNeverReused() throws IOException {
    long first = append("a", inbox.id()).id();
    engine.messages().expunge(inbox.id(), List.of(1L));
    reopen();
    assertTrue(append("b", inbox.id()).id() > first);
    long validity = engine.mailboxes().create(NS, "ann", "X").uidValidity();
    engine.mailboxes().delete(engine.mailboxes().find(NS, "ann", "X").orElseThrow().id());
    assertNotEquals(validity, engine.mailboxes().create(NS, "ann", "X").uidValidity());
  }

  @Test
  void aTreeIsRenamedInOneStep() throws IOException {
    Mailboxes boxes = engine.mailboxes();
    Box a = boxes.create(NS, "ann", "a");
    boxes.create(NS, "ann", "a/b");
    boxes.create(NS, "ann", "a/b/c");
    boxes.create(NS, "ann", "ab");
    boxes.create(NS, "bob", "a/b");
    assertThrows(
        EngineException.MailboxExists.class, () -> boxes.renameTree(a.id(), NS, "ann", "ab", '/'));
    boxes.renameTree(a.id(), NS, "ann", "a/b", '/');
    assertEquals(
        List.of("INBOX", "Other", "a/b", "a/b/b", "a/b/b/c", "ab"),
        boxes.list(NS, "ann", "").stream().map(Box::name).toList());
    assertTrue(boxes.hasChildren(a.id(), '/'));
    assertEquals(a.id(), boxes.find(NS, "ann", "a/b").orElseThrow().id());
    assertEquals(List.of("a/b/b", "a/b/b/c"), names(boxes.list(NS, "ann", "a/b/")));
  }

  private static List<String> names(List<Box> boxes) {
    return new ArrayList<>(boxes.stream().map(Box::name).toList());
  }

  @Test
  void accessRightsAnnotationsAndSubscriptions() throws IOException {
    Mailboxes boxes = engine.mailboxes();
    boxes.updateAcl(inbox.id(), acl -> Map.of("bob", "lr", "$team", "l"));
    boxes.updateAcl(inbox.id(), acl -> Map.of("bob", acl.get("bob") + "s"));
    boxes.annotate(inbox.id(), Map.of("/private/comment", Optional.of("mine")), 1);
    boxes.annotate(inbox.id(), Map.of("/private/comment", Optional.of("ours")), 1);
    boxes.subscribe("ann", "INBOX");
    boxes.subscribe("ann", "INBOX");
    reopen();
    assertEquals(Map.of("bob", "lrs"), engine.mailboxes().find(inbox.id()).orElseThrow().acl());
    assertEquals(1, engine.mailboxes().withAclEntry("bob").size());
    assertEquals(0, engine.mailboxes().withAclEntry("$team").size());
    assertEquals(Map.of("/private/comment", "ours"), engine.mailboxes().annotations(inbox.id()));
    assertEquals(List.of("INBOX"), engine.mailboxes().subscriptions("ann"));
    engine.mailboxes().delete(inbox.id());
    assertEquals(0, engine.mailboxes().withAclEntry("bob").size());
  }

  @Test
  void usageMayBeCorrected() throws IOException {
    long size = append("a", inbox.id()).size();
    String root = Quotas.root(NS, "ann");
    engine.quotas().set(root, 10, 1_000);
    assertEquals(new Quotas.Usage(10, 1_000), engine.quotas().usage(root));
    engine.quotas().add(root, 1, 5);
    append("b", inbox.id());
    assertEquals(new Quotas.Usage(12, 1_005 + size), engine.quotas().usage(root));
    engine.quotas().setLimit("x", -1);
    assertEquals(OptionalLong.of(-1), engine.quotas().limit("x"));
    engine.quotas().removeLimit("x");
    assertEquals(OptionalLong.empty(), engine.quotas().limit("x"));
  }

  @Test
  void attachmentsGoWithTheirMessage() throws IOException {
    Row row = append("a", inbox.id());
    byte[] data = new byte[100_000];
    data[77] = 7;
    engine
        .attachments()
        .store(
            row.id(),
            List.of(
                new Attachments.Upload("one", "image/png", Mail.content(data)),
                new Attachments.Upload("two", "text/plain", Mail.content(new byte[0]))));
    reopen();
    assertEquals(
        Optional.of(new Attachments.Attachment("one", row.id(), "image/png", 100_000)),
        engine.attachments().find("one"));
    assertEquals(2, engine.attachments().ofMessage(row.id()).size());
    try (InputStream in = engine.attachments().open("one")) {
      assertArrayEquals(data, in.readAllBytes());
    }
    engine.messages().expunge(inbox.id(), List.of(1L));
    assertEquals(Optional.empty(), engine.attachments().find("one"));
    assertThrows(EngineException.NoSuchMessage.class, () -> engine.attachments().open("one"));
  }

  @Test
  void aLargeAttachmentHasASegmentOfItsOwn() throws IOException {
    Row row = append("a", inbox.id());
    byte[] data = Mail.bytes(Mail.text("big", 2 << 20));
    engine
        .attachments()
        .store(row.id(), List.of(new Attachments.Upload("big", "a/b", Mail.content(data))));
    try (InputStream in = engine.attachments().open("big")) {
      assertArrayEquals(data, in.readAllBytes());
    }
    engine.messages().expunge(inbox.id(), List.of(row.uid()));
    engine.reclaim();
    assertEquals(1, SegmentFiles.list(folder.resolve(Store.SEGMENTS)).size());
    assertEquals(List.of(), engine.check((done, total) -> {}).findings());
  }

  @Test
  void aContentOfAnotherSizeThanItSaysIsRefused() throws IOException {
    for (int size : new int[] {2, 4, 2 << 20}) {
      Content liar =
          new Content() {
            @Override
            public long size() {
              return size;
            }

            @Override
            public InputStream open() {
              return new java.io.ByteArrayInputStream(new byte[3]);
            }
          };
      Messages.Append request =
          new Messages.Append(0, liar, null, Mail.append("x", inbox.id()).targets());
      assertThrows(EngineException.class, () -> engine.messages().append(request));
    }
    assertEquals(0, engine.mailboxes().counters(inbox.id()).messages());
  }

  @Test
  void relatedMessagesShareAThread() throws IOException {
    Row first = threaded("<1@x>", "hello");
    Row reply = threaded("<2@x> <1@x>", "hello");
    Row stranger = threaded("<3@x>", "hello");
    Row renamed = threaded("<4@x> <1@x>", "another subject");
    assertEquals(first.id(), first.thread());
    assertEquals(first.id(), reply.thread());
    assertEquals(stranger.id(), stranger.thread());
    assertEquals(renamed.id(), renamed.thread());
    assertEquals(List.of(first.id(), reply.id()), engine.messages().threadMembers(first.thread()));
    assertEquals(
        Optional.empty(),
        engine.messages().findThread(new Messages.ThreadKeys("bob", List.of("<1@x>"), "hello")));
    engine.messages().expunge(inbox.id(), List.of(first.uid(), reply.uid(), renamed.uid()));
    assertEquals(
        Optional.empty(),
        engine.messages().findThread(new Messages.ThreadKeys("ann", List.of("<1@x>"), "hello")));
  }

  private Row threaded(String ids, String subject) throws IOException {
    Messages.ThreadKeys keys = new Messages.ThreadKeys("ann", List.of(ids.split(" ")), subject);
    return engine
        .messages()
        .append(
            new Messages.Append(
                0,
                Mail.content(Mail.bytes("x")),
                Mail.bytes("env"),
                List.of(new Messages.Target(inbox.id(), Flags.NONE, 1, 1, 0, keys))))
        .getFirst();
  }

  @Test
  void aLargeBodyHasASegmentOfItsOwn() throws IOException {
    String text = Mail.text("large", 3 << 20);
    Row row = engine.messages().append(Mail.append(text, inbox.id(), other.id())).getFirst();
    reopen();
    assertEquals(text, Mail.read(engine, row.id()));
    try (InputStream in = engine.messages().open(row.id(), 1 << 20, 5)) {
      assertEquals(
          text.substring(1 << 20, (1 << 20) + 5),
          new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    append("small", inbox.id());
    assertEquals(2, SegmentFiles.list(folder.resolve(Store.SEGMENTS)).size());
  }

  @Test
  void aLeaseKeepsExpungedBodiesReadable() throws IOException {
    Row row = append("a", inbox.id());
    try (Lease lease = engine.lease()) {
      Lease.Place place =
          engine
              .selections()
              .page(inbox.id(), UidSet.of(row.uid()), 0, Selections.Columns.FLAGS, true, 1)
              .getFirst()
              .place();
      engine.messages().expunge(inbox.id(), List.of(row.uid()));
      lease.verified(row.id());
      lease.verified(place);
      Lease.Body body = lease.body(place);
      ByteBuffer buffer = ByteBuffer.allocate((int) body.length());
      body.file().read(buffer, body.position());
      assertEquals(Mail.text("a", 500), new String(buffer.array(), StandardCharsets.UTF_8));
      assertThrows(
          EngineException.NoSuchMessage.class,
          () -> {
            try (Lease late = engine.lease()) {
              engine.mailboxes().annotate(inbox.id(), Map.of("k", Optional.of("v")), 1);
              late.verified(row.id() + 1);
            }
          });
    }
    try (Lease lease = engine.lease()) {
      assertThrows(EngineException.NoSuchMessage.class, () -> lease.verified(row.id()));
    }
  }

  @Test
  void factsOfAwkwardMessages() throws IOException {
    assertFacts("a: b\r\n\r\n.dot\r\n", 8, 1, false);
    assertFacts("a: b\r\n\r\nno end", 8, 0, false);
    assertFacts("a: b\r\n\r\nbare\nlf\r\n", 8, 2, false);
    assertFacts("a: b\r\n\r\ncr\rinside\r\n", 8, 1, false);
    assertFacts("\r\nonly body\r\n", 2, 1, true);
    assertFacts("header: only\r\n", 14, 0, true);
    assertFacts("a: b\n\nunix\n", 6, 1, false);
    assertFacts("", 0, 0, true);
  }

  private void assertFacts(String text, long header, long lines, boolean transparent)
      throws IOException {
    Row row = engine.messages().append(Mail.append(text, inbox.id())).getFirst();
    Messages.Facts facts = engine.messages().findById(List.of(row.id())).getFirst().facts();
    assertEquals(header, facts.headerLength(), text);
    assertEquals(lines, facts.lines(), text);
    assertEquals(transparent, facts.transparent(), text);
    assertEquals(text, Mail.read(engine, row.id()));
  }

  @Test
  void aSecondEngineOnTheSameFolderIsRefused() {
    assertThrows(EngineException.InUse.class, () -> Engine.open(folder));
  }

  @Test
  void changesAfterCloseAreRefused() throws IOException {
    engine.close();
    assertThrows(EngineException.Unavailable.class, () -> append("x", inbox.id()));
    assertThrows(EngineException.Unavailable.class, () -> engine.mailboxes().counters(inbox.id()));
    engine = Engine.open(folder);
    assertFalse(engine.mailboxes().list().isEmpty());
  }

  @Test
  void purgeRemovesAUser() throws IOException {
    append("a", inbox.id());
    engine.mailboxes().create(NS, "bob", "INBOX");
    engine.mailboxes().purge("ann");
    assertEquals(List.of("bob"), engine.mailboxes().list().stream().map(Box::user).toList());
    assertEquals(new Quotas.Usage(0, 0), engine.quotas().usage(Quotas.root(NS, "ann")));
  }
}
