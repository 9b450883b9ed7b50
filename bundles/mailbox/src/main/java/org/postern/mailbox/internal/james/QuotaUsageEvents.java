package org.postern.mailbox.internal.james;

import java.time.Clock;
import java.util.Set;
import org.apache.james.core.Username;
import org.apache.james.events.Event;
import org.apache.james.events.EventBus;
import org.apache.james.events.EventListener;
import org.apache.james.mailbox.events.MailboxEvents.Added;
import org.apache.james.mailbox.events.MailboxEvents.Expunged;
import org.apache.james.mailbox.events.MailboxEvents.MailboxDeletion;
import org.apache.james.mailbox.events.MailboxEvents.MailboxEvent;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.UserQuotaRootResolver;
import org.apache.james.mailbox.store.event.EventFactory;

/** Tells what a quota root uses after each change, for those who listen to that. */
final class QuotaUsageEvents implements EventListener {
  private final EventBus events;
  private final QuotaManager quotas;
  private final UserQuotaRootResolver roots;
  private final Clock clock;

  QuotaUsageEvents(EventBus events, QuotaManager quotas, UserQuotaRootResolver roots, Clock clock) {
    this.events = events;
    this.quotas = quotas;
    this.roots = roots;
    this.clock = clock;
  }

  @Override
  public boolean isHandling(Event event) {
    return event instanceof Added || event instanceof Expunged || event instanceof MailboxDeletion;
  }

  @Override
  public void event(Event event) throws Exception {
    MailboxEvent change = (MailboxEvent) event;
    QuotaRoot root = roots.getQuotaRoot(change.getMailboxPath());
    QuotaManager.Quotas now = quotas.getQuotas(root);
    Username owner = change.getMailboxPath().getUser();
    events
        .dispatch(
            EventFactory.quotaUpdated()
                .randomEventId()
                .user(owner)
                .quotaRoot(root)
                .quotaCount(now.getMessageQuota())
                .quotaSize(now.getStorageQuota())
                .instant(clock.instant())
                .build(),
            Set.of())
        .block();
  }
}
