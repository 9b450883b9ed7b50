package org.postern.pop3.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header of an internationalized message (RFC 6532) made readable for a client that did not ask
 * for UTF8: an ASCII header with the same meaning, along RFC 6857.
 *
 * <p>Internationalized is what SMTPUTF8 brought (its trace field says {@code with UTF8SMTP...}, RFC
 * 6531 3.7.3) or a client put here without any transport. Mail whose header holds 8-bit octets
 * without that is just malformed and goes out octet for octet as it came in.
 */
final class SurrogateHeader {
  private static final Set<String> ADDRESSES =
      Set.of(
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "resent-from",
          "resent-sender",
          "resent-reply-to",
          "resent-to",
          "resent-cc",
          "resent-bcc",
          "disposition-notification-to",
          "errors-to");
  private static final Set<String> PARAMETERS = Set.of("content-type", "content-disposition");

  /** Fields that hold no place for encoded words: kept under another name (RFC 6857 3.2). */
  private static final Set<String> IDENTIFIERS =
      Set.of(
          "received",
          "return-path",
          "delivered-to",
          "message-id",
          "resent-message-id",
          "in-reply-to",
          "references",
          "content-id",
          "date",
          "resent-date");

  private static final Pattern WITH_UTF8 =
      Pattern.compile("\\swith\\s+UTF8[LS]MTP", Pattern.CASE_INSENSITIVE);

  private SurrogateHeader() {}

  /** The surrogate, or empty when the header has to go out as it is. */
  static Optional<byte[]> of(byte[] octets, int length) {
    String header;
    try {
      header =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty(); // 8-bit, but not UTF-8: nothing that RFC 6532 describes
    }
    List<String> fields = fields(header);
    if (!internationalized(fields)) {
      return Optional.empty();
    }
    StringBuilder surrogate = new StringBuilder(header.length() + 128);
    for (String field : fields) {
      surrogate.append(isAscii(field) ? field : ascii(field));
    }
    return Optional.of(surrogate.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether the newest trace field, if any, tells of SMTPUTF8. */
  private static boolean internationalized(List<String> fields) {
    return fields.stream()
        .filter(field -> field.regionMatches(true, 0, "received:", 0, 9))
        .findFirst()
        .map(field -> WITH_UTF8.matcher(field).find())
        .orElse(true);
  }

  /** Fields with their continuation lines and line ends, and whatever else is between them. */
  private static List<String> fields(String header) {
    List<String> fields = new ArrayList<>();
    int begin = 0;
    int at = 0;
    while (at < header.length()) {
      int end = header.indexOf('\n', at);
      at = end < 0 ? header.length() : end + 1;
      if (at == header.length() || header.charAt(at) != ' ' && header.charAt(at) != '\t') {
        fields.add(header.substring(begin, at));
        begin = at;
      }
    }
    return fields;
  }

  private static String ascii(String field) {
    int colon = field.indexOf(':');
    String name = colon < 1 ? "" : field.substring(0, colon).stripTrailing();
    if (name.isEmpty() || !isAscii(name) || name.contains(" ")) {
      return "Downgraded-Line: " + EncodedWords.encode(field.strip()) + "\r\n";
    }
    String value = field.substring(colon + 1).replaceAll("\\r?\\n(?=[ \\t])", "").strip();
    String kind = name.toLowerCase(Locale.ROOT);
    if (IDENTIFIERS.contains(kind)) {
      return "Downgraded-" + name + ": " + EncodedWords.encode(value) + "\r\n";
    }
    if (ADDRESSES.contains(kind)) {
      return name + ": " + SurrogateAddresses.of(value) + "\r\n";
    }
    if (PARAMETERS.contains(kind)) {
      return name + ": " + parameters(value) + "\r\n";
    }
    return name + ": " + EncodedWords.within(value) + "\r\n";
  }

  /** Parameters that are not ASCII become extended ones (RFC 2231 4). */
  private static String parameters(String value) {
    StringBuilder result = new StringBuilder();
    for (String part : SurrogateAddresses.split(value, ';')) {
      int equals = part.indexOf('=');
      boolean first = result.isEmpty();
      String parameter = part.strip();
      if (!isAscii(part)) {
        if (first || equals < 0 || !isAscii(part.substring(0, equals))) {
          continue; // not a parameter by any grammar: nothing to keep it in
        }
        parameter =
            part.substring(0, equals).strip()
                + "*=UTF-8''"
                + percent(EncodedWords.unquote(part.substring(equals + 1).strip()));
      }
      result.append(first ? "" : ";\r\n ").append(parameter);
    }
    return result.toString();
  }

  private static String percent(String text) {
    StringBuilder result = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
      if (plain || b == '.' || b == '-' || b == '_') {
        result.append((char) b);
      } else {
        result.append('%').append(String.format("%02X", b & 0xff));
      }
    }
    return result.toString();
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
