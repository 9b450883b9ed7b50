package org.postern.imap.internal;

import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.SubscriptionManager;
import org.postern.mailbox.Folders;

/**
 * The mail store, as services: mailboxes are made, listed and renamed by James' managers, and
 * worked with as {@link Folders}.
 */
record Stores(MailboxManager mailboxes, SubscriptionManager subscriptions, Folders folders) {}
