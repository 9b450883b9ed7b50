package org.postern.mailbox.internal;

import java.util.Set;
import java.util.TreeSet;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.internal.engine.Flags;

/** What a user may do with a mailbox, and to which flags (RFC 4314). */
record FolderRights(Rfc4314Rights rights, String mailbox) {
  /** RFC 4314 4: the right w is for all but \Seen and \Deleted. */
  private static final int BY_WRITE =
      MessageFlags.ANSWERED | MessageFlags.DRAFT | MessageFlags.FLAGGED;

  boolean has(Right right) {
    return rights.contains(right);
  }

  void require(Right right) throws FolderException {
    if (!has(right)) {
      throw new FolderException.NoRight(right, mailbox);
    }
  }

  /** RFC 4314 5.2: a mailbox is selected read-only when none of these is there. */
  boolean changes() {
    return has(Right.Insert)
        || has(Right.PerformExpunge)
        || has(Right.DeleteMessages)
        || has(Right.WriteSeenFlag)
        || has(Right.Write);
  }

  /** The system flags that may be changed; \Recent is nobody's. */
  int system() {
    return (has(Right.WriteSeenFlag) ? MessageFlags.SEEN : 0)
        | (has(Right.DeleteMessages) ? MessageFlags.DELETED : 0)
        | (has(Right.Write) ? BY_WRITE : 0);
  }

  boolean keywords() {
    return has(Right.Write);
  }

  /** RFC 4314 4: STORE fails only when the user may change none of the flags. */
  void requireAny(MessageFlags flags, boolean all) throws FolderException {
    int asked = all ? MessageFlags.ALL : flags.system();
    boolean some = (asked & system()) != 0;
    some |= keywords() && (all || !flags.keywords().isEmpty());
    if (!some && (all || (asked & ~MessageFlags.RECENT) != 0 || !flags.keywords().isEmpty())) {
      Right missing =
          (asked & MessageFlags.DELETED) != 0
              ? Right.DeleteMessages
              : (asked & MessageFlags.SEEN) != 0 ? Right.WriteSeenFlag : Right.Write;
      throw new FolderException.NoRight(all ? Right.Write : missing, mailbox);
    }
  }

  /** What of these may be set by this user on a message that is new here. */
  Flags allowed(MessageFlags flags) {
    return new Flags(flags.system() & system(), keywords() ? flags.keywords() : Set.of());
  }

  /** The flags of a message after a change, of which what isn't allowed is left out. */
  Flags changed(Flags before, org.postern.mailbox.Folder.StoreMode mode, MessageFlags flags) {
    int mask = system();
    int bits = flags.system() & mask;
    Set<String> words = before.keywords();
    if (keywords()
        && !(flags.keywords().isEmpty() && mode != org.postern.mailbox.Folder.StoreMode.REPLACE)) {
      TreeSet<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      // A keyword that is there stays as it was spelled first.
      all.addAll(words);
      switch (mode) {
        case REPLACE -> {
          all.retainAll(flags.keywords());
          all.addAll(flags.keywords());
        }
        case ADD -> all.addAll(flags.keywords());
        case REMOVE -> flags.keywords().forEach(all::remove);
      }
      words = all;
    }
    int system =
        switch (mode) {
          case REPLACE -> (before.system() & ~mask) | bits;
          case ADD -> before.system() | bits;
          case REMOVE -> before.system() & ~bits;
        };
    return new Flags(system, words);
  }

  /** As a session sees them: \Recent is told apart from them. */
  static MessageFlags view(Flags flags) {
    int system = flags.system() & ~MessageFlags.RECENT;
    return flags.keywords().isEmpty()
        ? MessageFlags.of(system)
        : new MessageFlags(system, flags.keywords());
  }
}
