package org.postern.mailbox.internal.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * Turns octets into characters, whatever they are. What says nothing of itself, or says US-ASCII,
 * is UTF-8 where that is possible and windows-1252 octet by octet where it is not.
 */
final class Charsets {
  private static final int CHUNK = 8 << 10;
  private static final Charset WESTERN = Charset.forName("windows-1252");

  private Charsets() {}

  /** The charset of this name; null = to be guessed. */
  static Charset of(String name) {
    try {
      Charset charset = name == null ? null : Charset.forName(name.trim());
      return charset == null
              || charset.equals(StandardCharsets.US_ASCII)
              || charset.equals(StandardCharsets.UTF_8)
          ? null
          : charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  private static CharsetDecoder decoder(Charset charset) {
    // RFC 2046 4.1.2: labels lie; where the octets don't fit, the rest of the text counts.
    return charset == null
        ? StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
        : charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** A short text. */
  static String decode(byte[] octets, int from, int to, Charset charset) {
    CharsetDecoder decoder = decoder(charset);
    ByteBuffer in = ByteBuffer.wrap(octets, from, to - from);
    StringBuilder text = new StringBuilder(to - from);
    CharBuffer out = CharBuffer.allocate(Math.clamp(to - from, 16, CHUNK));
    CoderResult result;
    do {
      result = decode(decoder, in, out, true);
      text.append(out.flip());
      out.clear();
    } while (result.isOverflow());
    decoder.flush(out);
    return text.append(out.flip()).toString();
  }

  /** A text of any length; returns false when no more of it is wanted. */
  static boolean decode(InputStream octets, Charset charset, Pieces pieces) throws IOException {
    CharsetDecoder decoder = decoder(charset);
    ByteBuffer in = ByteBuffer.allocate(CHUNK);
    CharBuffer out = CharBuffer.allocate(CHUNK);
    boolean end = false;
    while (!end) {
      int n = octets.read(in.array(), in.position(), in.remaining());
      end = n < 0;
      in.position(in.position() + Math.max(n, 0)).flip();
      CoderResult result;
      do {
        result = decode(decoder, in, out, end);
        if (!pieces.add(out.array(), out.position())) {
          return false;
        }
        out.clear();
      } while (result.isOverflow());
      in.compact();
    }
    decoder.flush(out);
    return pieces.add(out.array(), out.position()) && pieces.end();
  }

  private static CoderResult decode(
      CharsetDecoder decoder, ByteBuffer in, CharBuffer out, boolean end) {
    while (true) {
      CoderResult result = decoder.decode(in, out, end);
      if (!result.isError()) {
        return result;
      }
      if (out.remaining() < result.length()) {
        return CoderResult.OVERFLOW;
      }
      for (int i = 0; i < result.length(); i++) {
        out.put(WESTERN.decode(ByteBuffer.wrap(new byte[] {in.get()})));
      }
    }
  }
}
