package org.postern.imap.internal;

import org.postern.mailbox.UidSet;

/** What search keys that name messages mean, where a search looks. */
interface SearchScope {

  /** The messages of a set; those that are not there are passed over. */
  UidSet known(MessageSet set, boolean byUid) throws Failure.Bad;

  /** The messages that are \Recent. */
  UidSet recent();

  /** Refuses message numbers where there are none. */
  void requireNumbers(boolean saved) throws Failure.Bad;
}
