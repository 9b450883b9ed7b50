package org.postern.mailbox.internal.james;

import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxPathLocker;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.BatchSizes;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.search.MessageSearchIndex;

/**
 * What James' managers of one store share.
 *
 * @param index null until it is made, for it needs the attachments, which need the rest
 */
record Stores(
    EngineMapperFactory mappers,
    MessageSearchIndex index,
    EventBus events,
    MailboxPathLocker locker,
    QuotaManager quotaManager,
    QuotaRootResolver quotaRootResolver,
    QuotaHolds quotaHolds,
    BatchSizes batchSizes,
    StoreRightManager rights,
    PreDeletionHooks hooks) {

  Stores withIndex(MessageSearchIndex other) {
    return new Stores(
        mappers,
        other,
        events,
        locker,
        quotaManager,
        quotaRootResolver,
        quotaHolds,
        batchSizes,
        rights,
        hooks);
  }
}
