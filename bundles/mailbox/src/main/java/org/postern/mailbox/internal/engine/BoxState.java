package org.postern.mailbox.internal.engine;

/** The counters of a mailbox as the committer has them; written back once a group. */
final class BoxState {
  final long id;
  final String namespace;
  final String user;
  final String name;
  final byte[] namespaceUtf8;
  final byte[] userUtf8;
  final byte[] nameUtf8;
  final long uidValidity;
  long uidNext;
  long modSeq;
  long messages;
  long unseen;
  long recent;
  long deleted;
  long bytes;
  boolean dirty;

  BoxState(long id, String namespace, String user, String name, long uidValidity) {
    this.id = id;
    this.namespace = namespace;
    this.user = user;
    this.name = name;
    this.namespaceUtf8 = Entry.utf8(namespace);
    this.userUtf8 = Entry.utf8(user);
    this.nameUtf8 = Entry.utf8(name);
    this.uidValidity = uidValidity;
  }

  /** Counts a message in (+1) or out (-1). */
  void count(int sign, long flags, long size) {
    messages += sign;
    bytes += sign * size;
    bits(sign, flags);
  }

  /** Counts changed flags of a message. */
  void flags(long before, long after) {
    bits(-1, before);
    bits(1, after);
  }

  private void bits(int sign, long flags) {
    if ((flags & Flags.SEEN) == 0) {
      unseen += sign;
    }
    if ((flags & Flags.RECENT) != 0) {
      recent += sign;
    }
    if ((flags & Flags.DELETED) != 0) {
      deleted += sign;
    }
  }

  long nextUid() {
    return uidNext++;
  }

  /** A uid that the caller took. */
  long take(long uid) {
    uidNext = Math.max(uidNext, uid + 1);
    return uid;
  }

  long nextModSeq() {
    return ++modSeq;
  }

  /** A modseq that the caller took; the next one, when others have gone on from it meanwhile. */
  long atLeast(long taken) {
    modSeq = taken < modSeq ? modSeq + 1 : taken;
    return modSeq;
  }
}
