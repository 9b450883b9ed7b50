package org.postern.mailbox.internal.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Locale;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.apache.james.mime4j.util.ByteSequence;

/**
 * Reads the text of a message: header fields with their encoded words decoded, those with extended
 * parameters (RFC 2231) a second time with these decoded, those with addresses that have comments
 * in them a second time with these alone, and the text of every text part, of enclosed messages and
 * of reports, without transfer encoding and charset (RFC 9051 6.4.4). HTML is text with its tags:
 * RFC 9051 compares the content, not what a browser makes of it. The same message gives the same
 * text each time, in bounded memory: a header field, or a piece of a body. What can't be parsed as
 * MIME is given once more as one plain text.
 */
public final class MessageText {
  /** Deeper parts are given as they stand. */
  private static final int DEPTH = 30;

  private static final int FIELD_OCTETS = 1 << 20;

  private static final MimeConfig CONFIG =
      MimeConfig.custom()
          .setMaxLineLen(FIELD_OCTETS)
          .setMaxHeaderLen(FIELD_OCTETS)
          .setMaxHeaderCount(100_000)
          .setMaxContentLen(-1)
          .build();

  private final Source source;
  private final boolean headerOnly;
  private final TextReader reader;
  private final Pieces pieces;

  /** Opens the message; called a second time when it can't be parsed. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  private MessageText(Source source, boolean headerOnly, TextReader reader) {
    this.source = source;
    this.headerOnly = headerOnly;
    this.reader = reader;
    this.pieces = new Pieces(reader);
  }

  /**
   * Gives a message's text to the reader until it wants no more.
   *
   * @param headerOnly only the fields of the message's own header
   * @throws IOException only what the source throws
   */
  public static void read(Source source, boolean headerOnly, TextReader reader) throws IOException {
    new MessageText(source, headerOnly, reader).run();
  }

  /** Tells a failure of the source from what the parser calls one. */
  private static final class Octets extends FilterInputStream {
    private IOException failure;

    Octets(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public int read(byte[] b, int from, int length) throws IOException {
      try {
        return super.read(b, from, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }

  private void run() throws IOException {
    try (Octets octets = new Octets(source.open())) {
      try {
        parse(octets);
        return;
      } catch (MimeException | RuntimeException | IOException e) {
        if (octets.failure != null) {
          throw octets.failure;
        }
      }
    }
    pieces.end();
    try (InputStream octets = source.open()) {
      Charsets.decode(octets, null, pieces);
    }
  }

  private void parse(InputStream octets) throws IOException, MimeException {
    ShortContentTypes fields = new ShortContentTypes(FIELD_OCTETS);
    MimeTokenStream tokens = new MimeTokenStream(CONFIG, null, fields, null);
    tokens.parse(octets);
    int depth = 0;
    EntityState state = tokens.getState();
    while (state != EntityState.T_END_OF_STREAM) {
      boolean wanted = true;
      switch (state) {
        case T_START_HEADER -> {
          depth++;
          tokens.setRecursionMode(depth > DEPTH ? RecursionMode.M_FLAT : RecursionMode.M_RECURSE);
        }
        case T_FIELD -> wanted = field(fields.whole(), depth);
        case T_END_HEADER -> wanted = !headerOnly;
        case T_BODY -> wanted = body(tokens);
        case T_END_MESSAGE, T_END_BODYPART -> depth--;
        default -> {}
      }
      if (!wanted) {
        return;
      }
      state = tokens.next();
    }
  }

  private boolean field(Field field, int depth) {
    ByteSequence raw = field.getRaw();
    byte[] octets = raw.toByteArray();
    int colon = 0;
    while (colon < octets.length && octets[colon] != ':') {
      colon++;
    }
    String encoded =
        unfold(Charsets.decode(octets, Math.min(colon + 1, octets.length), octets.length, null));
    String value = EncodedWords.decode(encoded).strip();
    TextReader.Place place = depth > 1 ? TextReader.Place.PART_FIELD : TextReader.Place.FIELD;
    String name = Fold.fold(field.getName().trim());
    boolean wanted = reader.text(place, name, Fold.fold(value), false);
    if (wanted && (name.equals("content-type") || name.equals("content-disposition"))) {
      String parameters = ExtendedParameters.decode(value);
      wanted = parameters.isEmpty() || reader.text(place, name, Fold.fold(parameters), false);
    }
    if (wanted) {
      // RFC 9051 6.4.4: FROM and its like are of the envelope, which has no comments.
      String addresses = PlainAddresses.of(name, encoded);
      wanted = addresses.isEmpty() || reader.text(place, name, Fold.fold(addresses), false);
    }
    return wanted;
  }

  /** RFC 5322 2.2.3: a line end before white space is not part of the field. */
  private static String unfold(String value) {
    StringBuilder line = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\r' && c != '\n') {
        line.append(c);
      }
    }
    return line.toString();
  }

  private boolean body(MimeTokenStream tokens) throws IOException {
    BodyDescriptor descriptor = tokens.getBodyDescriptor();
    String type = descriptor.getMimeType().toLowerCase(Locale.ROOT);
    if (type.startsWith("text/") || type.startsWith("message/") || type.startsWith("multipart/")) {
      Charset charset = Charsets.of(descriptor.getCharset());
      return Charsets.decode(tokens.getDecodedInputStream(), charset, pieces);
    }
    return true;
  }
}
