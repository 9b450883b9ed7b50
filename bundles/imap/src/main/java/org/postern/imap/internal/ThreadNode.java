package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A message in a tree of threads, or a place where one is missing. For one command. */
final class ThreadNode {
  /** RFC 5256 2.2, and then the order of the mailbox. */
  static final Comparator<ThreadNode> BY_DATE =
      Comparator.comparingLong(ThreadNode::sent).thenComparingLong(ThreadNode::firstUid);

  /** Nobody's threads are as deep as this. */
  private static final int DEPTH = 1_000;

  private final long uid;
  private final String id;
  private final List<String> references;
  private final long sent;
  private final BaseSubject subject;
  private ThreadNode parent;
  private List<ThreadNode> children = new ArrayList<>(2);

  /**
   * @param uid 0 for a place where a message is missing
   */
  ThreadNode(long uid, String id, List<String> references, long sent, BaseSubject subject) {
    this.uid = uid;
    this.id = id;
    this.references = references;
    this.sent = sent;
    this.subject = subject;
  }

  static ThreadNode missing() {
    return new ThreadNode(0, "", List.of(), 0, null);
  }

  boolean dummy() {
    return uid == 0;
  }

  long uid() {
    return uid;
  }

  String id() {
    return id;
  }

  List<String> references() {
    return references;
  }

  ThreadNode parent() {
    return parent;
  }

  List<ThreadNode> children() {
    return children;
  }

  void children(List<ThreadNode> now) {
    children = now;
  }

  /** Of a missing message, that of its first child. */
  long sent() {
    return dummy() ? children.getFirst().sent : sent;
  }

  private long firstUid() {
    return dummy() ? children.getFirst().uid : uid;
  }

  BaseSubject subject() {
    return dummy() ? children.getFirst().subject : subject;
  }

  /** Whether it can be under {@code other} without going round in a circle. */
  boolean fitsUnder(ThreadNode other) {
    int depth = 0;
    for (ThreadNode at = other; at != null; at = at.parent) {
      if (at == this || ++depth > DEPTH) {
        return false;
      }
    }
    return true;
  }

  void under(ThreadNode other) {
    if (parent != null) {
      parent.children.remove(this);
    }
    parent = other;
    if (other != null) {
      other.children.add(this);
    }
  }
}
