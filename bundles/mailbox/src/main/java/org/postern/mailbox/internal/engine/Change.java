package org.postern.mailbox.internal.engine;

import org.postern.mailbox.UidSet;

/** What a committed change did to a mailbox. One change has one modseq, and no other has it. */
public sealed interface Change {
  long mailbox();

  /** 0 when it has none. */
  long modSeq();

  record Added(long mailbox, long modSeq, UidSet uids) implements Change {}

  /** These messages have these flags now, and had others before. */
  record Flagged(long mailbox, long modSeq, UidSet uids, Flags flags) implements Change {}

  record Expunged(long mailbox, long modSeq, UidSet uids) implements Change {}

  /** The mailbox is gone. */
  record Deleted(long mailbox) implements Change {
    @Override
    public long modSeq() {
      return 0;
    }
  }

  static Change added(Messages.Row row) {
    return new Added(row.mailbox(), row.modSeq(), UidSet.of(row.uid()));
  }
}
