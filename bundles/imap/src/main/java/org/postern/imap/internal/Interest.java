package org.postern.imap.internal;

import java.util.Set;

/**
 * What a client wants to be told of the mailbox that it has selected (RFC 5465 6.1).
 *
 * @param messages whether it is told which messages come and go; if not, it goes on with those that
 *     it knows of
 * @param flags whether it is told that others changed flags
 * @param immediate whether it is told that messages left while no command is in hand
 * @param fetch what it is told of new messages beside that there are some
 */
record Interest(boolean messages, boolean flags, boolean immediate, Set<FetchItem> fetch) {
  /** As long as there was no NOTIFY. */
  static final Interest USUAL = new Interest(true, true, false, Set.of());

  static final Interest NONE = new Interest(false, false, false, Set.of());
}
