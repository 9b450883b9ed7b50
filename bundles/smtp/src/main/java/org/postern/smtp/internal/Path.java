package org.postern.smtp.internal;

/**
 * A reverse-path or forward-path (RFC 5321 4.1.2, RFC 6531 3.3) with its source route taken off.
 *
 * @param local the local part, quotes and backslashes taken off
 * @param domain as it was given: a domain, or an address literal in its brackets; empty for {@code
 *     <>} and for {@code <postmaster>}
 */
record Path(String local, String domain) {
  /** The null reverse-path, {@code <>}: reports come from there, and no report goes there. */
  static final Path NULL = new Path("", "");

  boolean isNull() {
    return local.isEmpty() && domain.isEmpty();
  }

  /** RFC 5321 4.5.1: {@code <postmaster>} without a domain. */
  boolean isBarePostmaster() {
    return domain.isEmpty() && local.equalsIgnoreCase("postmaster");
  }

  /** The domain part is an address literal (RFC 5321 4.1.3). */
  boolean isLiteral() {
    return domain.startsWith("[");
  }

  boolean isAscii() {
    return Text.isAscii(local) && Text.isAscii(domain);
  }

  /** The address without angle brackets, its local part quoted where it must be. */
  String address() {
    if (domain.isEmpty()) {
      return local;
    }
    return quotedLocal() + "@" + domain;
  }

  private String quotedLocal() {
    if (isDotString(local)) {
      return local;
    }
    StringBuilder quoted = new StringBuilder(local.length() + 8).append('"');
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  private static boolean isDotString(String text) {
    boolean atom = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (!atom) {
          return false;
        }
        atom = false;
      } else if (Text.isAtext(c)) {
        atom = true;
      } else {
        return false;
      }
    }
    return atom;
  }

  /** With angle brackets, as it stands in a Return-Path field. */
  @Override
  public String toString() {
    return "<" + address() + ">";
  }
}
