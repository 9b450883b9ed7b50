package org.postern.mailbox.internal.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postern.mailbox.mime.Address;
import org.postern.mailbox.mime.Envelope;

/**
 * The fields of one header that an envelope or a structure is made of, each the first of its name.
 * A line that is no field is passed over.
 */
final class HeaderFields {
  /** A value is taken up to here. */
  private static final int MAX_VALUE = 64 << 10;

  /** The fields that are looked for; all others are skipped by the length of their name. */
  enum Field {
    DATE,
    SUBJECT,
    FROM,
    SENDER,
    REPLY_TO,
    TO,
    CC,
    BCC,
    IN_REPLY_TO,
    MESSAGE_ID,
    CONTENT_TYPE,
    CONTENT_TRANSFER_ENCODING,
    CONTENT_ID,
    CONTENT_DESCRIPTION,
    CONTENT_DISPOSITION,
    CONTENT_LANGUAGE,
    CONTENT_LOCATION,
    CONTENT_MD5;

    private final byte[] name =
        name().toLowerCase(Locale.ROOT).replace('_', '-').getBytes(StandardCharsets.US_ASCII);
  }

  private static final Map<Integer, List<Field>> BY_LENGTH =
      IntStream.range(0, Field.values().length)
          .mapToObj(i -> Field.values()[i])
          .collect(Collectors.groupingBy(field -> field.name.length));

  private static final int LONGEST = 25;
  private static final Field[][] FIELDS = new Field[LONGEST + 1][];

  static {
    for (int i = 0; i <= LONGEST; i++) {
      FIELDS[i] = BY_LENGTH.getOrDefault(i, List.of()).toArray(Field[]::new);
    }
  }

  private final byte[] header;
  private final int[] from = new int[Field.values().length];
  private final int[] to = new int[Field.values().length];

  /** Looks at {@code length} octets, which are only read while this is used. */
  HeaderFields(byte[] header, int length) {
    this.header = header;
    int at = 0;
    while (at < length) {
      int end = fieldEnd(at, length);
      field(at, end);
      at = end;
    }
  }

  /** The end of a field with its continuation lines (RFC 5322 2.2.3). */
  private int fieldEnd(int from, int length) {
    int at = from;
    while (at < length) {
      while (at < length && header[at] != '\n') {
        at++;
      }
      at = Math.min(at + 1, length);
      if (at == length || (header[at] != ' ' && header[at] != '\t')) {
        return at;
      }
    }
    return at;
  }

  private void field(int start, int end) {
    int colon = start;
    int limit = Math.min(end, start + LONGEST + 8);
    while (colon < limit && header[colon] != ':') {
      colon++;
    }
    if (colon == limit) {
      return;
    }
    int nameEnd = colon;
    while (nameEnd > start && (header[nameEnd - 1] == ' ' || header[nameEnd - 1] == '\t')) {
      nameEnd--;
    }
    int length = nameEnd - start;
    if (length > LONGEST) {
      return;
    }
    for (Field field : FIELDS[length]) {
      if (to[field.ordinal()] == 0 && isName(start, field.name)) {
        from[field.ordinal()] = colon + 1;
        to[field.ordinal()] = Math.min(end, colon + 1 + MAX_VALUE);
        return;
      }
    }
  }

  private boolean isName(int start, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      int c = header[start + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** The value unfolded and stripped; null when there is no such field. */
  String value(Field field) {
    int start = from[field.ordinal()];
    int end = to[field.ordinal()];
    if (end == 0) {
      return null;
    }
    while (start < end && blank(header[start])) {
      start++;
    }
    while (end > start && blank(header[end - 1])) {
      end--;
    }
    boolean ascii = true;
    boolean folded = false;
    for (int i = start; i < end; i++) {
      byte b = header[i];
      ascii &= b >= 0;
      folded |= b == '\n' || b == '\r' || b == 0;
    }
    if (!folded) {
      return text(header, start, end, ascii);
    }
    // RFC 5322 2.2.3: unfolding takes the line ends out; a NUL can't be sent by IMAP.
    byte[] unfolded = new byte[end - start];
    int n = 0;
    for (int i = start; i < end; i++) {
      byte b = header[i];
      if (b != '\n' && b != '\r' && b != 0) {
        unfolded[n++] = b;
      }
    }
    return text(unfolded, 0, n, ascii);
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static String text(byte[] b, int from, int to, boolean ascii) {
    if (!ascii) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(b, from, to - from))
            .toString();
      } catch (CharacterCodingException e) {
        return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
      }
    }
    return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private List<Address> addresses(Field field) {
    String value = value(field);
    return value == null ? List.of() : Addresses.parse(value);
  }

  Envelope envelope() {
    List<Address> author = addresses(Field.FROM);
    List<Address> sender = addresses(Field.SENDER);
    List<Address> replyTo = addresses(Field.REPLY_TO);
    return new Envelope(
        value(Field.DATE),
        value(Field.SUBJECT),
        author,
        // RFC 9051 7.5.2: the server sets them to the value of From when they are absent or empty.
        sender.isEmpty() ? author : sender,
        replyTo.isEmpty() ? author : replyTo,
        addresses(Field.TO),
        addresses(Field.CC),
        addresses(Field.BCC),
        value(Field.IN_REPLY_TO),
        value(Field.MESSAGE_ID));
  }

  /** Words between commas. */
  List<String> list(Field field) {
    String value = value(field);
    if (value == null) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    for (String word : value.split(",")) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }
}
