package org.postern.smtp.internal;

import java.util.List;
import org.postern.mailbox.Delivery.Target;

/**
 * A recipient that was accepted.
 *
 * @param path as the client gave it
 * @param targets the mailboxes it leads to; at least one
 */
record Recipient(Path path, RecipientParameters parameters, List<Target> targets) {}
