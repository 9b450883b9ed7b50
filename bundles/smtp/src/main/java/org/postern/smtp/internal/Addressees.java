package org.postern.smtp.internal;

import java.util.ArrayList;
import java.util.List;

/** Takes the addresses out of a From or Sender field (RFC 5322 3.4), leniently. */
final class Addressees {
  private final String text;
  private int at;

  private Addressees(String text) {
    this.text = text;
  }

  /**
   * The addr-specs in the field's value, as written; empty when there are none that can be made
   * out. Display names, comments and group names are left out.
   */
  static List<String> in(String value) {
    return new Addressees(value).all();
  }

  private List<String> all() {
    List<String> addresses = new ArrayList<>();
    StringBuilder bare = new StringBuilder();
    String angled = null;
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '(' -> comment();
        case '"' -> bare.append(quoted());
        case '<' -> {
          int end = angleEnd();
          angled = text.substring(at + 1, end).strip();
          at = Math.min(end + 1, text.length());
        }
        case ',', ';' -> {
          add(addresses, angled, bare);
          angled = null;
          at++;
        }
        case ':' -> {
          // A group's name (RFC 5322 3.4); its members follow.
          bare.setLength(0);
          at++;
        }
        default -> {
          bare.append(c);
          at++;
        }
      }
    }
    add(addresses, angled, bare);
    return addresses;
  }

  private static void add(List<String> addresses, String angled, StringBuilder bare) {
    String address = angled != null ? angled : bare.toString().strip();
    bare.setLength(0);
    // A source route (RFC 5322 4.4) is no part of the address.
    if (address.startsWith("@") && address.indexOf(':') > 0) {
      address = address.substring(address.indexOf(':') + 1);
    }
    if (address.indexOf('@') > 0) {
      addresses.add(address);
    }
  }

  private void comment() {
    int depth = 0;
    do {
      char c = text.charAt(at);
      if (c == '\\') {
        at++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      }
      at++;
    } while (depth > 0 && at < text.length());
    at = Math.min(at, text.length());
  }

  private String quoted() {
    int start = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
    return text.substring(start, at);
  }

  /** The index of the closing bracket, or the end; a quoted local part may hold brackets. */
  private int angleEnd() {
    boolean quoted = false;
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '>' && !quoted) {
        return i;
      }
    }
    return text.length();
  }
}
