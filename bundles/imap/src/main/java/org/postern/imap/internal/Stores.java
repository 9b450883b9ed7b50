package org.postern.imap.internal;

import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.UserQuotaRootResolver;
import org.postern.mailbox.Folders;

/**
 * The mail store, as services: mailboxes are made, listed and renamed by James' managers, and
 * worked with as {@link Folders}.
 */
record Stores(
    MailboxManager mailboxes,
    SubscriptionManager subscriptions,
    QuotaManager quotas,
    UserQuotaRootResolver quotaRoots,
    Folders folders,
    People people) {}
