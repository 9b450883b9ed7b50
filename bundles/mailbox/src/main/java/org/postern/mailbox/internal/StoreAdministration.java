package org.postern.mailbox.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.Username;
import org.apache.james.core.quota.QuotaCountUsage;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.store.event.EventFactory;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Quotas;
import org.postern.mailbox.internal.james.EngineMailboxId;
import org.postern.mailbox.internal.james.InlineEventBus;

/** The administrator's view of the engine. */
public final class StoreAdministration implements StoreAdmin {
  private final Engine engine;
  private final InlineEventBus events;

  public StoreAdministration(Engine engine, InlineEventBus events) {
    this.engine = engine;
    this.events = events;
  }

  @Override
  public Report check(Progress progress) throws IOException {
    return engine.check(progress);
  }

  @Override
  public void backup(Path folder, Progress progress) throws IOException {
    engine.backup(folder, progress);
  }

  @Override
  public Usage usage(String user) {
    try {
      Quotas.Usage usage = engine.quotas().usage(Quotas.root(Places.NAMESPACE, user));
      return new Usage(usage.bytes(), usage.messages());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void purge(String user) throws IOException {
    List<Box> boxes = engine.mailboxes().list(Places.NAMESPACE, user, "");
    engine.mailboxes().purge(user);
    boxes.forEach(this::tell);
  }

  private void tell(Box box) {
    EngineMailboxId id = new EngineMailboxId(box.id());
    MailboxIdRegistrationKey key = new MailboxIdRegistrationKey(id);
    if (events.isHeardOfMailbox(key)) {
      events
          .dispatch(
              EventFactory.mailboxDeleted()
                  .randomEventId()
                  .user(Username.of(box.user()))
                  .sessionId(Places.SESSION)
                  .mailboxId(id)
                  .mailboxPath(Places.path(box))
                  .quotaRoot(
                      QuotaRoot.quotaRoot(
                          Quotas.root(box.namespace(), box.user()), Optional.empty()))
                  .mailboxACL(MailboxACL.EMPTY)
                  .quotaCount(QuotaCountUsage.count(0))
                  .quotaSize(QuotaSizeUsage.size(0))
                  .build(),
              key)
          .block();
    }
  }

  @Override
  public Optional<String> trouble() {
    return engine.trouble();
  }

  @Override
  public Figures figures() {
    try {
      return engine.figures();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
