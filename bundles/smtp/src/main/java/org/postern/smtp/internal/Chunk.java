package org.postern.smtp.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.postern.net.Input;

/** The argument of BDAT (RFC 3030 2). */
record Chunk(long size, boolean last) {

  static Chunk parse(String argument) throws Refusal {
    String[] words = argument.strip().split(" +");
    boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
    if (words.length > (last ? 2 : 1) || !words[0].matches("[0-9]{1,18}")) {
      throw new Refusal(501, "5.5.4", "Say BDAT size, or BDAT size LAST");
    }
    return new Chunk(Long.parseLong(words[0]), last);
  }

  /** Reads the chunk and keeps nothing. */
  void skip(Input in) throws IOException {
    long left = size;
    while (left > 0) {
      ByteBuffer buffer = in.peek();
      if (!buffer.hasRemaining()) {
        throw new EOFException("closed within a chunk");
      }
      int piece = (int) Math.min(left, buffer.remaining());
      in.consume(piece);
      left -= piece;
    }
  }
}
