package org.postern.mailbox.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Part;

/** What a message says, decoded and folded when somebody looks for it. For one thread. */
final class MessageText {
  private final Engine engine;
  private final Message message;
  private List<String[]> fields;
  private List<String> texts;

  /**
   * @param message with its facts, when it is to be asked
   */
  MessageText(Engine engine, Message message) {
    this.engine = engine;
    this.message = message;
  }

  /** Without regard to case and to how characters are composed. */
  static String fold(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
    // Both ways: some characters meet only in capitals.
    return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /** RFC 9051 6.4.4: the empty text matches every message that has the field. */
  boolean header(String name, String text) throws IOException {
    String folded = fold(text);
    for (String[] field : fields()) {
      if (field[0].equalsIgnoreCase(name) && field[1].contains(folded)) {
        return true;
      }
    }
    return false;
  }

  boolean body(String text) throws IOException {
    String folded = fold(text);
    return texts().stream().anyMatch(each -> each.contains(folded));
  }

  boolean anywhere(String text) throws IOException {
    String folded = fold(text);
    for (String[] field : fields()) {
      if (field[1].contains(folded) || fold(field[0] + ": ").contains(folded)) {
        return true;
      }
    }
    return body(text);
  }

  /** The octets; none when the message was expunged meanwhile. */
  private byte[] octets(long from, long length) throws IOException {
    return EngineCalls.call(
        () -> {
          try (InputStream in = engine.messages().open(message.id(), from, length)) {
            return in.readAllBytes();
          } catch (EngineException.NoSuchMessage e) {
            return new byte[0];
          }
        });
  }

  private List<String[]> fields() throws IOException {
    if (fields == null) {
      fields = new ArrayList<>();
      long length = message.facts().structure().part().headerLength();
      String header = new String(octets(0, length), StandardCharsets.UTF_8);
      int end = header.indexOf("\r\n\r\n");
      if (end < 0) {
        end = header.indexOf("\n\n");
      }
      String unfolded =
          (end < 0 ? header : header.substring(0, end)).replaceAll("\r?\n(?=[ \t])", "");
      for (String line : unfolded.split("\r?\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          String value =
              DecoderUtil.decodeEncodedWords(
                  line.substring(colon + 1).strip(), DecodeMonitor.SILENT);
          fields.add(new String[] {line.substring(0, colon).strip(), fold(value)});
        }
      }
    }
    return fields;
  }

  private List<String> texts() throws IOException {
    if (texts == null) {
      texts = new ArrayList<>();
      collect(message.facts().structure());
    }
    return texts;
  }

  private void collect(BodyStructure structure) throws IOException {
    switch (structure) {
      case BodyStructure.Text text -> texts.add(fold(decoded(text.part())));
      case BodyStructure.Multipart multipart -> {
        for (BodyStructure part : multipart.parts()) {
          collect(part);
        }
      }
      case BodyStructure.Message inner -> {
        Part head = inner.body().part();
        byte[] header = octets(head.headerAt(), head.headerLength());
        String text = new String(header, StandardCharsets.UTF_8);
        texts.add(fold(DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT)));
        collect(inner.body());
      }
      case BodyStructure.Basic _ -> {}
    }
  }

  private String decoded(Part part) throws IOException {
    InputStream raw = new ByteArrayInputStream(octets(part.bodyAt(), part.bodyLength()));
    InputStream in =
        switch (part.encoding().toLowerCase(Locale.ROOT)) {
          case "base64" -> new Base64InputStream(raw, DecodeMonitor.SILENT);
          case "quoted-printable" -> new QuotedPrintableInputStream(raw, DecodeMonitor.SILENT);
          default -> raw;
        };
    try (in) {
      return new String(in.readAllBytes(), charset(part));
    }
  }

  private static Charset charset(Part part) {
    try {
      return part.parameter("charset")
          .filter(name -> !name.isBlank() && !name.equalsIgnoreCase("us-ascii"))
          .map(Charset::forName)
          .orElse(StandardCharsets.UTF_8);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }
}
