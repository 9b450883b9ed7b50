package org.postern.imap.internal;

import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/**
 * A part of a result by places: from 1 at its beginning, or from -1 at its end (RFC 9394 3.1).
 *
 * @param first and {@code last}: both positive or both negative, the one nearer to where it is
 *     counted from first
 */
record Window(long first, long last) {

  static Window read(CommandReader in) throws Failure.Bad {
    boolean fromEnd = in.take('-');
    long first = in.number(1, CommandReader.NUMBER);
    in.expect(':');
    if (fromEnd) {
      in.expect('-');
    }
    long last = in.number(1, CommandReader.NUMBER);
    // RFC 9394 4: 500:400 is the same as 400:500.
    long near = Math.min(first, last);
    long far = Math.max(first, last);
    return fromEnd ? new Window(-near, -far) : new Window(near, far);
  }

  /** The place where it begins, from 0; at most {@code size}. */
  long from(long size) {
    long low = first < 0 ? size + last : first - 1;
    return Math.clamp(low, 0, size);
  }

  /** The place behind its end. */
  long to(long size) {
    long high = first < 0 ? size + first + 1 : last;
    return Math.clamp(high, 0, size);
  }

  UidSet of(UidSet all) {
    long from = from(all.size());
    long to = to(all.size());
    if (from >= to) {
      return UidSet.EMPTY;
    }
    UidRange range = new UidRange(all.get(from), all.get(to - 1));
    return all.intersect(UidSet.range(range.from(), range.to()));
  }

  @Override
  public String toString() {
    return first + ":" + last;
  }
}
