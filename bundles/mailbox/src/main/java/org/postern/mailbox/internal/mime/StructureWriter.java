package org.postern.mailbox.internal.mime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.postern.mailbox.mime.StructureOutput;

/**
 * Writes packed envelopes and structures as IMAP sends them (RFC 9051 7.5.2), without making
 * objects of them: clients list thousands of messages at once. For one thread.
 */
final class StructureWriter {
  private static final byte[] NIL = "NIL".getBytes(StandardCharsets.US_ASCII);

  private final Unpacker in;
  private final StructureOutput out;

  /**
   * @param in stands before what is to be written
   */
  StructureWriter(Unpacker in, StructureOutput out) {
    this.in = in;
    this.out = out;
  }

  // ENVELOPE

  void envelope() throws IOException {
    int same = in.octet();
    out.octet('(');
    in.text(out);
    space();
    in.text(out);
    space();
    int author = in.at();
    addresses(in);
    space();
    addresses((same & Packer.SENDER_IS_FROM) != 0 ? in.from(author) : in);
    space();
    addresses((same & Packer.REPLY_TO_IS_FROM) != 0 ? in.from(author) : in);
    for (int i = 0; i < 3; i++) {
      space();
      addresses(in);
    }
    space();
    in.text(out);
    space();
    in.text(out);
    out.octet(')');
  }

  private void space() throws IOException {
    out.octet(' ');
  }

  private void nil() throws IOException {
    out.octets(NIL, 0, NIL.length);
  }

  private void addresses(Unpacker from) throws IOException {
    long count = from.number();
    if (count == 0) {
      nil();
      return;
    }
    out.octet('(');
    for (long left = count; left > 0; left--) {
      out.octet('(');
      from.text(out);
      for (int i = 0; i < 3; i++) {
        space();
        from.text(out);
      }
      out.octet(')');
    }
    out.octet(')');
  }

  // BODY

  /**
   * The structure of a message or part.
   *
   * @param extended whether with extension data, as BODYSTRUCTURE has it
   */
  void structure(boolean extended) throws IOException {
    out.octet('(');
    int kind = in.octet();
    Fields fields = new Fields(in);
    if (kind == 'P') {
      for (long left = in.number(); left > 0; left--) {
        structure(extended);
      }
      space();
      text(fields.subtype);
    } else {
      single(fields);
    }
    if (kind == 'M') {
      final long lines = in.number();
      space();
      envelope();
      space();
      structure(extended);
      space();
      out.number(lines);
    } else if (kind == 'T') {
      space();
      out.number(in.number());
    }
    if (extended) {
      space();
      if (kind == 'P') {
        parameters(in.from(fields.parameters));
      } else {
        text(fields.md5);
      }
      space();
      disposition(fields.disposition);
      space();
      languages(fields.languages);
      space();
      location(fields.location);
    }
    out.octet(')');
  }

  /** Where the fields of a part are, for they are sent in another order; 0 for NIL. */
  private static final class Fields {
    final int type;
    final int subtype;
    final int parameters;
    final int encoding;
    final long length;
    int id;
    int description;
    int md5;
    int location;
    int languages;
    int disposition;

    /** Reads on to their end. */
    Fields(Unpacker in) {
      type = text(in);
      subtype = text(in);
      parameters = texts(in, 2);
      encoding = text(in);
      in.number();
      in.number();
      length = in.number();
      if (in.octet() != 0) {
        id = text(in);
        description = text(in);
        md5 = text(in);
        location = text(in);
        languages = texts(in, 1);
        int place = in.at();
        if (in.text() != null) {
          disposition = place;
          texts(in, 2);
        }
      }
    }

    private static int text(Unpacker in) {
      int place = in.at();
      in.skipText();
      return place;
    }

    /**
     * @param each texts of one
     */
    private static int texts(Unpacker in, int each) {
      int place = in.at();
      for (long left = each * in.number(); left > 0; left--) {
        in.skipText();
      }
      return place;
    }
  }

  private void text(int place) throws IOException {
    if (place == 0) {
      nil();
    } else {
      in.from(place).text(out);
    }
  }

  private void single(Fields fields) throws IOException {
    text(fields.type);
    space();
    text(fields.subtype);
    space();
    parameters(in.from(fields.parameters));
    space();
    text(fields.id);
    space();
    text(fields.description);
    space();
    text(fields.encoding);
    space();
    out.number(fields.length);
  }

  private void parameters(Unpacker from) throws IOException {
    list(from, 2 * from.number());
  }

  /** So many texts in parentheses; NIL for none. */
  private void list(Unpacker from, long texts) throws IOException {
    if (texts == 0) {
      nil();
      return;
    }
    char before = '(';
    for (long left = texts; left > 0; left--) {
      out.octet(before);
      from.text(out);
      before = ' ';
    }
    out.octet(')');
  }

  private void disposition(int place) throws IOException {
    if (place == 0) {
      nil();
      return;
    }
    Unpacker from = in.from(place);
    out.octet('(');
    from.text(out);
    space();
    parameters(from);
    out.octet(')');
  }

  private void languages(int place) throws IOException {
    if (place == 0) {
      nil();
      return;
    }
    Unpacker from = in.from(place);
    long count = from.number();
    if (count == 1) {
      from.text(out);
    } else {
      list(from, count);
    }
  }

  private void location(int place) throws IOException {
    String location = place == 0 ? null : in.from(place).text();
    if (location == null) {
      nil();
    } else {
      out.string(uri(location));
    }
  }

  /**
   * The URI of a Content-Location (RFC 9051 7.5.2, "body location"): comments before and behind it,
   * folds and quotes are none of it (RFC 2557 4.1, RFC 2017 3.1). What makes no sense stays.
   */
  static String uri(String location) {
    StringBuilder uri = new StringBuilder();
    int depth = 0;
    // A URI may have parentheses: a comment stands apart from it.
    boolean apart = true;
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      boolean space = c == ' ' || c == '\t';
      if (depth > 0 && c == '\\') {
        i++;
      } else if (c == '(' && (depth > 0 || apart)) {
        depth++;
      } else if (depth > 0) {
        depth -= c == ')' ? 1 : 0;
      } else {
        apart = space;
        if (!space && c != '"') {
          uri.append(c);
        }
      }
    }
    return depth > 0 || uri.isEmpty() ? location : uri.toString();
  }
}
