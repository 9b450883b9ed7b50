package org.postern.directory;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** Addresses in the one form in which they are kept and compared. */
public final class Addresses {
  private static final int MAX_LOCAL_OCTETS = 64; // RFC 5321 4.5.3.1.1
  private static final int MAX_DOMAIN_OCTETS = 253; // RFC 1035 2.3.4, without the root's dot

  private Addresses() {}

  /**
   * A local part and a domain.
   *
   * @param local in quotes only when it needs them
   */
  public record Parts(String local, String domain) {
    @Override
    public String toString() {
      return local + "@" + domain;
    }
  }

  /**
   * The canonical form: local part NFC and lower case (Postern's local parts are case-insensitive),
   * quotes taken off where they are not needed, domain as lower-case A-labels. Empty when it is not
   * an address (RFC 5321 4.1.2, RFC 6531 3.3); address literals are none.
   */
  public static Optional<Parts> canonical(String address) {
    int at = address.lastIndexOf('@');
    if (at < 1 || address.length() > 1024) {
      return Optional.empty();
    }
    return domain(address.substring(at + 1))
        .flatMap(domain -> local(address.substring(0, at)).map(local -> new Parts(local, domain)));
  }

  /** A domain as lower-case A-labels, or empty when it is none. */
  public static Optional<String> domain(String name) {
    if (name.isEmpty() || name.length() > MAX_DOMAIN_OCTETS) {
      return Optional.empty();
    }
    try {
      String ascii = name;
      if (!plain(name)) {
        // A-labels given as such have to decode, and to what encodes to them (RFC 5891 5.4).
        String unicode = IDN.toUnicode(name);
        ascii = IDN.toASCII(unicode, IDN.USE_STD3_ASCII_RULES);
        if (unicode.toLowerCase(Locale.ROOT).contains("xn--")
            || (isAscii(name) && !ascii.equalsIgnoreCase(name))) {
          return Optional.empty();
        }
      }
      ascii = ascii.toLowerCase(Locale.ROOT);
      return hostname(ascii) ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether no label of it needs IDNA. */
  private static boolean plain(String name) {
    return isAscii(name) && !name.toLowerCase(Locale.ROOT).contains("xn--");
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  /** RFC 1123 2.1: letters, digits, hyphens inside labels of 1..63; the last is no number. */
  private static boolean hostname(String name) {
    int labelStart = 0;
    boolean digitsOnly = true;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        int length = i - labelStart;
        if (length < 1
            || length > 63
            || name.charAt(labelStart) == '-'
            || name.charAt(i - 1) == '-') {
          return false;
        }
        if (i < name.length()) {
          labelStart = i + 1;
          digitsOnly = true;
        }
      } else {
        char c = name.charAt(i);
        boolean digit = c >= '0' && c <= '9';
        if (!digit && c != '-' && (c < 'a' || c > 'z')) {
          return false;
        }
        digitsOnly &= digit;
      }
    }
    return !digitsOnly && name.length() <= MAX_DOMAIN_OCTETS;
  }

  private static Optional<String> local(String text) {
    String local = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
    if (quoted) {
      Optional<String> content = unquote(local);
      if (content.isEmpty()) {
        return Optional.empty();
      }
      local = content.get();
    }
    if (!encodable(local)) {
      return Optional.empty();
    }
    if (!dotString(local)) {
      if (!quoted) {
        return Optional.empty();
      }
      local = quote(local);
    }
    return local.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL_OCTETS
        ? Optional.empty()
        : Optional.of(local);
  }

  /** No controls and no half characters. */
  private static boolean encodable(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF));
  }

  /** The content of a quoted string; empty when a quote inside it is not escaped. */
  private static Optional<String> unquote(String quoted) {
    StringBuilder content = new StringBuilder(quoted.length());
    int end = quoted.length() - 1;
    for (int i = 1; i < end; i++) {
      char c = quoted.charAt(i);
      if (c == '"') {
        return Optional.empty();
      }
      if (c == '\\') {
        i++;
        if (i == end) {
          return Optional.empty();
        }
        c = quoted.charAt(i);
      }
      content.append(c);
    }
    return Optional.of(content.toString());
  }

  private static String quote(String content) {
    return '"' + content.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** RFC 5321 4.1.2: Dot-string; RFC 6531 3.3 adds everything beyond ASCII. */
  private static boolean dotString(String text) {
    if (text.isEmpty() || text.startsWith(".") || text.endsWith(".") || text.contains("..")) {
      return false;
    }
    return text.chars()
        .allMatch(
            c ->
                c > 127
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || ".!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
  }
}
