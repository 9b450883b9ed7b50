package org.postern.mailbox.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Messages.Range;
import org.postern.mailbox.internal.engine.Messages.Row;

/** A message in the place of another, in one transaction. */
class ReplacementTest {
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};
  private static final Engine.Options SMALL = new Engine.Options(60_000, 30_000, 0, 4, 0);

  @TempDir Path folder;

  @Test
  void aRefusalChangesNothing() throws Exception {
    try (Engine engine = Engine.open(folder.resolve("mail"), SMALL)) {
      long inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      Row row = engine.messages().append(Mail.append("one", inbox)).getFirst();
      Mailboxes.Counters before = engine.mailboxes().counters(inbox);
      assertThrows(
          EngineException.NoSuchMessage.class,
          () -> engine.messages().replace(Mail.append("two", inbox), inbox, row.uid() + 1));
      assertThrows(
          EngineException.NoSuchMailbox.class,
          () -> engine.messages().replace(Mail.append("two", inbox), 99, row.uid()));
      assertThrows(
          EngineException.NoSuchMailbox.class,
          () -> engine.messages().replace(Mail.append("two", 99), inbox, row.uid()));
      assertThrows(
          IllegalArgumentException.class,
          () -> engine.messages().replace(Mail.append("two", inbox, inbox), inbox, row.uid()));
      assertEquals(before, engine.mailboxes().counters(inbox));
      assertEquals(List.of(row), engine.messages().find(inbox, Range.ALL, 0));
    }
  }

  /** Also where the replaced message is read after the one that took its place. */
  @Test
  void anIndexMadeOfTheSegmentsHasTheNewOneOnly() throws Exception {
    Path store = folder.resolve("mail");
    long inbox;
    long other;
    List<Row> here;
    List<Row> there;
    Mailboxes.Counters counters;
    List<Range> gone;
    try (Engine engine = Engine.open(store, SMALL)) {
      inbox = engine.mailboxes().create("#private", "ann", "INBOX").id();
      other = engine.mailboxes().create("#private", "ann", "other").id();
      Messages messages = engine.messages();
      messages.append(Mail.append("stays", inbox, other));
      Row large = messages.append(Mail.append(Mail.text("large", 40_000), inbox)).getFirst();
      Row small = messages.append(Mail.append("small", inbox)).getFirst();
      messages.replace(Mail.append("for the large one", inbox), inbox, large.uid());
      messages.replace(Mail.append(Mail.text("large", 50_000), other), inbox, small.uid());
      here = messages.find(inbox, Range.ALL, 0);
      there = messages.find(other, Range.ALL, 0);
      counters = engine.mailboxes().counters(inbox);
      gone = messages.vanishedSince(inbox, 1);
      assertEquals(2, here.size());
      assertEquals(2, there.size());
      assertEquals(List.of(new Range(2, 3)), gone);
    }
    assertEquals(List.of(), Engine.rebuild(store));
    try (Engine engine = Engine.open(store, SMALL)) {
      assertEquals(here, engine.messages().find(inbox, Range.ALL, 0));
      assertEquals(there, engine.messages().find(other, Range.ALL, 0));
      assertEquals(counters, engine.mailboxes().counters(inbox));
      assertEquals(gone, engine.messages().vanishedSince(inbox, 1));
      assertEquals(List.of(), engine.check(QUIET).findings());
    }
  }
}
