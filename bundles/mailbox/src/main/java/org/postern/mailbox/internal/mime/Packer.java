package org.postern.mailbox.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postern.mailbox.mime.Address;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.Parameter;
import org.postern.mailbox.mime.Part;

/**
 * Writes values compactly. Numbers: seven bits an octet, the lowest first, the highest bit set on
 * all but the last. Texts: 0 = null, 1 .. {@link #COMMON} = a common word, else {@link #COMMON} and
 * 1 and twice the length in UTF-8, and 1 more when it is {@link #plain}, then the octets.
 */
final class Packer {
  /** The order is part of the format: only to be added to with a new version. */
  static final List<String> WORDS =
      List.of(
          "text",
          "plain",
          "html",
          "charset",
          "utf-8",
          "UTF-8",
          "us-ascii",
          "iso-8859-1",
          "ISO-8859-1",
          "7bit",
          "7BIT",
          "8bit",
          "quoted-printable",
          "base64",
          "multipart",
          "mixed",
          "alternative",
          "related",
          "signed",
          "boundary",
          "application",
          "pdf",
          "octet-stream",
          "image",
          "jpeg",
          "png",
          "name",
          "attachment",
          "inline",
          "filename",
          "message",
          "rfc822",
          "format",
          "flowed",
          "type");

  static final int COMMON = WORDS.size();
  static final int SENDER_IS_FROM = 1;
  static final int REPLY_TO_IS_FROM = 2;

  private static final Map<String, Integer> NUMBERS =
      IntStream.range(0, COMMON).boxed().collect(Collectors.toMap(WORDS::get, i -> i + 1));

  private static final int LONGEST = 16;

  /** Longer texts are sent as literals. */
  private static final int LONGEST_PLAIN = 1_024;

  private byte[] b;
  private int n;

  Packer(int capacity) {
    b = new byte[capacity];
  }

  private void room(int octets) {
    if (n + octets > b.length) {
      b = Arrays.copyOf(b, Math.max(2 * b.length, n + octets));
    }
  }

  int length() {
    return n;
  }

  byte[] toArray() {
    return Arrays.copyOf(b, n);
  }

  void octet(int value) {
    room(1);
    b[n++] = (byte) value;
  }

  void fixed(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      b[n++] = (byte) (value >>> shift);
    }
  }

  void number(long value) {
    room(10);
    long left = value;
    while (left > 0x7F) {
      b[n++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    b[n++] = (byte) left;
  }

  void text(String text) {
    if (text == null) {
      octet(0);
      return;
    }
    Integer word = text.length() <= LONGEST ? NUMBERS.get(text) : null;
    if (word != null) {
      number(word);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(COMMON + 1L + 2L * utf8.length + (plain(utf8) ? 1 : 0));
    append(utf8, utf8.length);
  }

  void nested(Packer other) {
    number(other.n);
    append(other.b, other.n);
  }

  /** Whether a text can stand between quotes as it is (RFC 9051 9, "quoted"). */
  private static boolean plain(byte[] utf8) {
    boolean plain = utf8.length <= LONGEST_PLAIN;
    for (int i = 0; plain && i < utf8.length; i++) {
      plain = utf8[i] >= ' ' && utf8[i] <= '~' && utf8[i] != '"' && utf8[i] != '\\';
    }
    return plain;
  }

  /** Octets that may be missing: 0, or their number and 1 before them. */
  void octets(Optional<byte[]> octets) {
    number(octets.map(some -> some.length + 1).orElse(0));
    octets.ifPresent(some -> append(some, some.length));
  }

  private void append(byte[] octets, int length) {
    room(length);
    System.arraycopy(octets, 0, b, n, length);
    n += length;
  }

  void envelope(Envelope e) {
    boolean sender = e.sender().equals(e.from());
    boolean replyTo = e.replyTo().equals(e.from());
    octet((sender ? SENDER_IS_FROM : 0) | (replyTo ? REPLY_TO_IS_FROM : 0));
    text(e.date());
    text(e.subject());
    addresses(e.from());
    if (!sender) {
      addresses(e.sender());
    }
    if (!replyTo) {
      addresses(e.replyTo());
    }
    addresses(e.to());
    addresses(e.cc());
    addresses(e.bcc());
    text(e.inReplyTo());
    text(e.messageId());
  }

  private void addresses(List<Address> list) {
    number(list.size());
    for (Address a : list) {
      text(a.name());
      text(a.route());
      text(a.mailbox());
      text(a.host());
    }
  }

  void structure(BodyStructure s) {
    switch (s) {
      case BodyStructure.Basic basic -> {
        octet('B');
        part(basic.part());
      }
      case BodyStructure.Text text -> {
        octet('T');
        part(text.part());
        number(text.lines());
      }
      case BodyStructure.Message message -> {
        octet('M');
        part(message.part());
        number(message.lines());
        envelope(message.envelope());
        structure(message.body());
      }
      case BodyStructure.Multipart multipart -> {
        octet('P');
        part(multipart.part());
        number(multipart.parts().size());
        multipart.parts().forEach(this::structure);
      }
    }
  }

  private void part(Part p) {
    text(p.type());
    text(p.subtype());
    parameters(p.parameters());
    text(p.encoding());
    number(p.headerAt());
    number(p.headerLength());
    number(p.bodyLength());
    boolean rare =
        p.id() != null
            || p.description() != null
            || p.md5() != null
            || p.disposition() != null
            || p.location() != null
            || !p.languages().isEmpty();
    octet(rare ? 1 : 0);
    if (rare) {
      text(p.id());
      text(p.description());
      text(p.md5());
      text(p.location());
      number(p.languages().size());
      p.languages().forEach(this::text);
      text(p.disposition() == null ? null : p.disposition().type());
      if (p.disposition() != null) {
        parameters(p.disposition().parameters());
      }
    }
  }

  private void parameters(List<Parameter> parameters) {
    number(parameters.size());
    for (Parameter p : parameters) {
      text(p.name());
      text(p.value());
    }
  }
}
