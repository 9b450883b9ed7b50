package org.postern.mailbox;

/**
 * A range of uids, both ends included.
 *
 * @param from 1..2^32-1
 * @param to {@code from}..2^32-1
 */
public record UidRange(long from, long to) {
  /** The largest uid (RFC 9051 2.3.1.1). */
  public static final long MAX = (1L << 32) - 1;

  public UidRange {
    if (from < 1 || to < from || to > MAX) {
      throw new IllegalArgumentException("Not a range of uids: " + from + ":" + to);
    }
  }

  public long size() {
    return to - from + 1;
  }
}
