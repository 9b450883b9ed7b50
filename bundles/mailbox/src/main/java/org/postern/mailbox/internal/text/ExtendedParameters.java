package org.postern.mailbox.internal.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.postern.mailbox.internal.mime.Parameters;
import org.postern.mailbox.mime.Parameter;

/** Parameters that have a charset, or come in pieces, as their reader sees them (RFC 2231). */
final class ExtendedParameters {
  private ExtendedParameters() {}

  /**
   * The parameters of a field, decoded and put together; nothing when none is written so that its
   * field alone doesn't show it.
   *
   * @param value the unfolded value of Content-Type or Content-Disposition
   */
  static String decode(String value) {
    if (value.indexOf('*') < 0) {
      return "";
    }
    StringJoiner decoded = new StringJoiner("; ");
    for (Parameter parameter : Parameters.parse(value).parameters()) {
      String name = parameter.name();
      int star = name.indexOf('*');
      if (star < 0) {
        decoded.add(name + "=" + parameter.value());
      } else {
        decoded.add(name.substring(0, star) + "=" + decodeExtended(parameter.value()));
      }
    }
    return decoded.toString();
  }

  /** RFC 2231 4: charset'language'text, octets that are no attribute-char with a percent sign. */
  private static String decodeExtended(String text) {
    int first = text.indexOf('\'');
    int second = first < 0 ? -1 : text.indexOf('\'', first + 1);
    String charset = second < 0 ? null : text.substring(0, first);
    ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
    int copied = second + 1;
    for (int i = copied; i + 2 < text.length(); i++) {
      int high = text.charAt(i) == '%' ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (low >= 0) {
        octets.writeBytes(text.substring(copied, i).getBytes(StandardCharsets.UTF_8));
        octets.write(high << 4 | low);
        copied = i + 3;
        i += 2;
      }
    }
    octets.writeBytes(text.substring(copied).getBytes(StandardCharsets.UTF_8));
    return Charsets.decode(octets.toByteArray(), 0, octets.size(), Charsets.of(charset));
  }
}
