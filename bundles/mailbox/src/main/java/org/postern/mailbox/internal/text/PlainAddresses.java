package org.postern.mailbox.internal.text;

import java.util.Set;
import java.util.StringJoiner;
import org.postern.mailbox.internal.mime.Addresses;
import org.postern.mailbox.mime.Address;

/** Addresses without what may stand inside them, as an envelope has them (RFC 5322 3.4.1, 4.4). */
final class PlainAddresses {
  private static final Set<String> FIELDS = Set.of("from", "sender", "reply-to", "to", "cc", "bcc");

  private PlainAddresses() {}

  /**
   * The addresses of a field in which some may have comments, white space or quotes inside.
   *
   * @param name of the field, folded
   * @param value its unfolded value
   * @return nothing when there is none
   */
  static String of(String name, String value) {
    if (!FIELDS.contains(name) || value.indexOf('@') < 0 || !inside(value)) {
      return "";
    }
    StringJoiner plain = new StringJoiner(", ");
    for (Address each : Addresses.parse(value)) {
      if (each.mailbox() != null && each.host() != null && !each.host().isEmpty()) {
        plain.add(each.mailbox() + "@" + each.host());
      }
    }
    return plain.toString();
  }

  /** Whether anything stands there that an address may have inside it. */
  private static boolean inside(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '(' || c == '"' || c == '\\') {
        return true;
      }
      boolean white = c == ' ' || c == '\t';
      if (white && (joins(value, i - 1) || joins(value, i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean joins(String value, int at) {
    return at >= 0 && at < value.length() && (value.charAt(at) == '@' || value.charAt(at) == '.');
  }
}
