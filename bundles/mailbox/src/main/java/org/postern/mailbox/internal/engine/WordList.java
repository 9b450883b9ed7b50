package org.postern.mailbox.internal.engine;

import java.io.ByteArrayOutputStream;
import java.util.BitSet;

/** The words of a message's header or body, in few octets: the distances of ascending numbers. */
final class WordList {
  private WordList() {}

  /**
   * @param ascending 0 or more
   */
  static byte[] of(int[] ascending) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * ascending.length);
    int before = 0;
    for (int id : ascending) {
      int left = id - before;
      before = id;
      for (; left > 0x7F; left >>>= 7) {
        out.write(left | 0x80);
      }
      out.write(left);
    }
    return out.toByteArray();
  }

  /** Whether one of the words is in the list. */
  static boolean hasAny(byte[] list, BitSet words) {
    int id = 0;
    for (int i = 0; i < list.length; ) {
      int left = 0;
      int shift = 0;
      byte b;
      do {
        b = list[i++];
        left |= (b & 0x7F) << shift;
        shift += 7;
      } while (b < 0 && i < list.length);
      id += left;
      if (words.get(id)) {
        return true;
      }
    }
    return false;
  }
}
