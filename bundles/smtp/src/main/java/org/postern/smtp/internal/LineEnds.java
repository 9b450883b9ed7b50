package org.postern.smtp.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds CR and LF in bulk, eight octets at a step: reception looks at every octet once. */
final class LineEnds {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long CRS = ONES * '\r';
  private static final long LFS = ONES * '\n';

  private LineEnds() {}

  /** The index of the first CR or LF in {@code [from, to)}, or {@code to}. */
  static int next(byte[] octets, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = (long) LONGS.get(octets, at);
      long found = zeros(eight ^ CRS) | zeros(eight ^ LFS);
      if (found != 0) {
        // The lowest bit set is exact: a borrow only disturbs octets above a true one.
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; at < to; at++) {
      if (octets[at] == '\n' || octets[at] == '\r') {
        return at;
      }
    }
    return to;
  }

  /** The high bit of each octet that is zero. */
  private static long zeros(long eight) {
    return eight - ONES & ~eight & HIGHS;
  }
}
