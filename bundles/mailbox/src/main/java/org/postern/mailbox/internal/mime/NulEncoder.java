package org.postern.mailbox.internal.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.Content;
import org.postern.mailbox.internal.mime.HeaderFields.Field;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Part;

/**
 * Encodes the body parts of a message that hold NUL as base64, and no others: IMAP sends NUL in
 * literal8 alone, and everything that it tells of a message has to agree (RFC 9051 4.3.1, RFC 3516
 * 4.4 and 6). The decoded octets stay the same.
 *
 * <p>NUL stays where nothing can be encoded: in headers, around the parts of a multipart, in what
 * is encoded already, and in what the parser doesn't look into.
 */
public final class NulEncoder {
  private static final int CHUNK = 64 << 10;

  private static final byte[] VERSION = ascii("MIME-Version: 1.0\r\n");
  private static final byte[] BASE64 = ascii("Content-Transfer-Encoding: base64\r\n");

  /** Octets that come into a header at most. */
  private static final long MORE = VERSION.length + BASE64.length;

  private final Content message;
  private final List<Leaf> leaves = new ArrayList<>();
  private long headers;

  private NulEncoder(Content message) {
    this.message = message;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A part that may be encoded.
   *
   * @param message whether its header is that of a message
   */
  private record Leaf(Part part, boolean message) {
    long bodyEnd() {
      return part.bodyAt() + part.bodyLength();
    }
  }

  /** Another header and base64 for the octets from {@code from} up to {@code to}. */
  private record Edit(long from, long bodyAt, long to, byte[] header, boolean lineEnd) {

    long length() {
      return header.length + Base64Lines.length(to - bodyAt) + (lineEnd ? 2 : 0);
    }
  }

  /**
   * The message with those parts encoded; empty when there is nothing that can be. Reads it a few
   * times and keeps headers alone, which are 512 KiB at most.
   *
   * @param message it is read again whenever the result is
   */
  public static Optional<Content> encode(Content message) throws IOException {
    NulEncoder encoder = new NulEncoder(message);
    MimeParser parser = new MimeParser();
    try (InputStream in = message.open()) {
      byte[] chunk = new byte[CHUNK];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        parser.update(chunk, 0, n);
      }
    }
    encoder.find(parser.finish().structure(), true);
    // Of longer ones the parser has not seen all, or wouldn't then: what they say isn't known.
    if (encoder.headers + MORE * encoder.leaves.size() >= MimeParser.MAX_HEADERS) {
      return Optional.empty();
    }
    List<Edit> edits = encoder.edits(encoder.holdNul());
    return edits.isEmpty() ? Optional.empty() : Optional.of(new Edited(message, edits));
  }

  private void find(BodyStructure structure, boolean isMessage) {
    Part part = structure.part();
    headers += part.headerLength();
    switch (structure) {
      case BodyStructure.Multipart multipart ->
          multipart.parts().forEach(child -> find(child, false));
      case BodyStructure.Message inner -> find(inner.body(), true);
      case BodyStructure.Text _, BodyStructure.Basic _ -> {
        if (isIdentity(part.encoding())) {
          leaves.add(new Leaf(part, isMessage));
        }
      }
    }
  }

  // RFC 2045 6.2: these say what the octets are, and leave them as they are.
  private static boolean isIdentity(String encoding) {
    return encoding.equalsIgnoreCase("7bit")
        || encoding.equalsIgnoreCase("8bit")
        || encoding.equalsIgnoreCase("binary");
  }

  /** Which of the leaves have NUL in their bodies. */
  private BitSet holdNul() throws IOException {
    BitSet found = new BitSet(leaves.size());
    byte[] chunk = new byte[CHUNK];
    long position = 0;
    int leaf = 0;
    try (InputStream in = message.open()) {
      for (int n = in.read(chunk); n >= 0 && leaf < leaves.size(); n = in.read(chunk)) {
        for (int i = 0; i < n; i++) {
          if (chunk[i] != 0) {
            continue;
          }
          while (leaf < leaves.size() && leaves.get(leaf).bodyEnd() <= position + i) {
            leaf++;
          }
          if (leaf < leaves.size() && leaves.get(leaf).part().bodyAt() <= position + i) {
            found.set(leaf);
          }
        }
        position += n;
      }
    }
    return found;
  }

  private List<Edit> edits(BitSet which) throws IOException {
    List<Edit> edits = new ArrayList<>();
    long position = 0;
    try (InputStream in = message.open()) {
      for (int i = which.nextSetBit(0); i >= 0; i = which.nextSetBit(i + 1)) {
        Leaf leaf = leaves.get(i);
        Part part = leaf.part();
        in.skipNBytes(part.headerAt() - position);
        byte[] header = in.readNBytes((int) part.headerLength());
        position = part.bodyAt();
        // RFC 2045 6.4: composite types are not encoded; this one was not looked into.
        if (!composite(header)) {
          boolean last = leaf.bodyEnd() == message.size();
          byte[] other = header(header, leaf.message());
          edits.add(new Edit(part.headerAt(), part.bodyAt(), leaf.bodyEnd(), other, last));
        }
      }
    }
    return edits;
  }

  private static boolean composite(byte[] header) {
    String type = new HeaderFields(header, header.length).value(Field.CONTENT_TYPE);
    return type != null
        && (type.regionMatches(true, 0, "multipart/", 0, 10)
            || type.regionMatches(true, 0, "message/", 0, 8));
  }

  /** A header that says base64, whatever it said before. */
  private static byte[] header(byte[] header, boolean message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(header.length + 64);
    boolean version = !message;
    boolean told = false;
    boolean dropped = false;
    for (int at = 0; at < header.length; ) {
      int end = at;
      while (end < header.length && header[end] != '\n') {
        end++;
      }
      end = Math.min(end + 1, header.length);
      boolean continues = at > 0 && (header[at] == ' ' || header[at] == '\t');
      boolean blank = end - at == 1 || end - at == 2 && header[at] == '\r';
      if (!continues) {
        dropped = named(header, at, end, "content-transfer-encoding");
        version |= named(header, at, end, "mime-version");
      }
      if ((dropped || blank) && !told) {
        told = true;
        if (!version && !later(header, end, "mime-version")) {
          out.writeBytes(VERSION);
        }
        out.writeBytes(BASE64);
      }
      if (!dropped) {
        out.write(header, at, end - at);
      }
      at = end;
    }
    return out.toByteArray();
  }

  private static boolean later(byte[] header, int from, String name) {
    for (int at = from; at < header.length; at++) {
      if ((at == 0 || header[at - 1] == '\n') && named(header, at, header.length, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field of this name begins here. */
  private static boolean named(byte[] header, int from, int end, String name) {
    int at = from + name.length();
    if (at >= end) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      int c = header[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name.charAt(i)) {
        return false;
      }
    }
    while (at < end && (header[at] == ' ' || header[at] == '\t')) {
      at++;
    }
    return at < end && header[at] == ':';
  }

  /** The message with edits, in the order of their places. */
  private record Edited(Content message, List<Edit> edits) implements Content {

    @Override
    public long size() {
      long size = message.size();
      for (Edit edit : edits) {
        size += edit.length() - (edit.to() - edit.from());
      }
      return size;
    }

    @Override
    public InputStream open() throws IOException {
      return new EditedOctets(message.open(), message.size(), edits);
    }
  }

  /** Reads the edited message while the first one goes by. */
  private static final class EditedOctets extends InputStream {
    private final InputStream in;
    private final long size;
    private final List<Edit> edits;
    private int next;

    /** Octets of {@code in} that were read or skipped, or will be at the end of this piece. */
    private long position;

    /** Octets that come as they are. */
    private long left;

    /** What comes instead of octets. */
    private InputStream now = InputStream.nullInputStream();

    /** The header of its part was begun. */
    private Edit open;

    EditedOctets(InputStream in, long size, List<Edit> edits) {
      this.in = in;
      this.size = size;
      this.edits = edits;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (true) {
        if (left > 0) {
          int n = in.read(into, offset, (int) Math.min(length, left));
          if (n < 0) {
            throw new EOFException("The message has become shorter");
          }
          left -= n;
          return n;
        }
        int n = now.read(into, offset, length);
        if (n > 0) {
          return n;
        }
        if (!advance()) {
          return -1;
        }
      }
    }

    /** Goes on with the next piece: octets as they are, a header, a body. */
    private boolean advance() throws IOException {
      if (open != null) {
        now = new Base64Lines(in, open.to() - open.bodyAt(), open.lineEnd());
        position = open.to();
        open = null;
        return true;
      }
      if (next < edits.size() && edits.get(next).from() == position) {
        open = edits.get(next++);
        now = new ByteArrayInputStream(open.header());
        in.skipNBytes(open.bodyAt() - open.from());
        return true;
      }
      long end = next < edits.size() ? edits.get(next).from() : size;
      if (position == end) {
        return false;
      }
      left = end - position;
      position = end;
      return true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
