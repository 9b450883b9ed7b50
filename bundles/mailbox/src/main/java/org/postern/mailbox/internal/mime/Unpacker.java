package org.postern.mailbox.internal.mime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.mailbox.mime.Address;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Disposition;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.Parameter;
import org.postern.mailbox.mime.Part;
import org.postern.mailbox.mime.StructureOutput;

/** Reads what {@link Packer} wrote. */
final class Unpacker {
  private final byte[] b;
  private int at;

  /** What short forms of texts stand for, as it is sent. */
  private static final byte[][] WORDS = new byte[Packer.COMMON + 1][];

  static {
    WORDS[0] = "NIL".getBytes(StandardCharsets.US_ASCII);
    for (int i = 1; i <= Packer.COMMON; i++) {
      WORDS[i] = ('"' + Packer.WORDS.get(i - 1) + '"').getBytes(StandardCharsets.US_ASCII);
    }
  }

  Unpacker(byte[] b, int at) {
    this.b = b;
    this.at = at;
  }

  int at() {
    return at;
  }

  /** Another reader of the same, at another place. */
  Unpacker from(int place) {
    return new Unpacker(b, place);
  }

  int octet() {
    return b[at++];
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (b[at++] & 0xFF);
    }
    return value;
  }

  long number() {
    long value = 0;
    int shift = 0;
    while (b[at] < 0) {
      value |= (b[at++] & 0x7FL) << shift;
      shift += 7;
    }
    return value | (long) b[at++] << shift;
  }

  String text() {
    long number = number();
    if (number == 0) {
      return null;
    }
    if (number <= Packer.COMMON) {
      return Packer.WORDS.get((int) number - 1);
    }
    int length = length(number);
    at += length;
    boolean plain = plain(number);
    return new String(
        b, at - length, length, plain ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
  }

  private static int length(long number) {
    return (int) (number - Packer.COMMON - 1) >> 1;
  }

  private static boolean plain(long number) {
    return ((number - Packer.COMMON - 1) & 1) != 0;
  }

  /** Writes a text as it is sent; NIL when there is none. */
  void text(StructureOutput out) throws IOException {
    long number = number();
    if (number <= Packer.COMMON) {
      byte[] word = WORDS[(int) number];
      out.octets(word, 0, word.length);
      return;
    }
    int length = length(number);
    at += length;
    if (plain(number)) {
      out.octet('"').octets(b, at - length, length).octet('"');
    } else {
      out.string(new String(b, at - length, length, StandardCharsets.UTF_8));
    }
  }

  /** Passes over something nested. */
  void skip() {
    long length = number();
    at += (int) length;
  }

  /** Passes over a text. */
  void skipText() {
    long number = number();
    at += number <= Packer.COMMON ? 0 : length(number);
  }

  Optional<byte[]> octets() {
    int number = (int) number();
    return number == 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(b, at, at + number - 1));
  }

  Envelope envelope() {
    int same = b[at++];
    final String date = text();
    final String subject = text();
    final List<Address> from = addresses();
    final List<Address> sender = (same & Packer.SENDER_IS_FROM) != 0 ? from : addresses();
    final List<Address> replyTo = (same & Packer.REPLY_TO_IS_FROM) != 0 ? from : addresses();
    return new Envelope(
        date,
        subject,
        from,
        sender,
        replyTo,
        addresses(),
        addresses(),
        addresses(),
        text(),
        text());
  }

  private List<Address> addresses() {
    int count = (int) number();
    if (count == 0) {
      return List.of();
    }
    if (count == 1) {
      return List.of(address());
    }
    List<Address> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(address());
    }
    return list;
  }

  private Address address() {
    return new Address(text(), text(), text(), text());
  }

  BodyStructure structure() {
    int kind = b[at++];
    Part part = part();
    return switch (kind) {
      case 'B' -> new BodyStructure.Basic(part);
      case 'T' -> new BodyStructure.Text(part, number());
      case 'M' -> {
        long lines = number();
        Envelope envelope = envelope();
        yield new BodyStructure.Message(part, envelope, structure(), lines);
      }
      case 'P' -> {
        int count = (int) number();
        List<BodyStructure> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          parts.add(structure());
        }
        yield new BodyStructure.Multipart(part, parts);
      }
      default -> throw new IllegalStateException("No kind of structure: " + kind);
    };
  }

  private Part part() {
    final String type = text();
    final String subtype = text();
    final List<Parameter> parameters = parameters();
    final String encoding = text();
    final long headerAt = number();
    final long headerLength = number();
    final long bodyLength = number();
    String id = null;
    String description = null;
    String md5 = null;
    String location = null;
    List<String> languages = List.of();
    Disposition disposition = null;
    if (b[at++] != 0) {
      id = text();
      description = text();
      md5 = text();
      location = text();
      int count = (int) number();
      if (count > 0) {
        languages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          languages.add(text());
        }
      }
      String how = text();
      disposition = how == null ? null : new Disposition(how, parameters());
    }
    return new Part(
        type,
        subtype,
        parameters,
        id,
        description,
        encoding,
        md5,
        disposition,
        languages,
        location,
        headerAt,
        headerLength,
        headerAt + headerLength,
        bodyLength);
  }

  private List<Parameter> parameters() {
    int count = (int) number();
    if (count == 0) {
      return List.of();
    }
    List<Parameter> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(new Parameter(text(), text()));
    }
    return list;
  }
}
