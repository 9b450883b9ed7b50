package org.postern.pop3.internal;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;

/** Address lists with non-ASCII names and addresses, in ASCII (RFC 6857 3.1). */
final class SurrogateAddresses {
  private SurrogateAddresses() {}

  static String of(String list) {
    StringBuilder result = new StringBuilder();
    for (String mailbox : split(list, ',')) {
      String text = mailbox.strip();
      if (text.isEmpty()) {
        continue;
      }
      result
          .append(result.isEmpty() ? "" : ",\r\n ")
          .append(SurrogateHeader.isAscii(text) ? text : mailbox(text));
    }
    return result.toString();
  }

  private static String mailbox(String text) {
    int open = text.lastIndexOf('<');
    int close = text.lastIndexOf('>');
    String address = open >= 0 && close > open ? text.substring(open + 1, close) : text;
    String display = open >= 0 && close > open ? text.substring(0, open).strip() : "";
    String name =
        display.isEmpty()
            ? ""
            : SurrogateHeader.isAscii(display)
                ? display + " "
                : EncodedWords.encode(EncodedWords.unquote(display)) + " ";
    String ascii = address(address.strip());
    // RFC 6857 3.1.8: an address that ASCII can't hold becomes the name of an empty group.
    return ascii.isEmpty()
        ? name + EncodedWords.encode(address.strip()) + " :;"
        : name + "<" + ascii + ">";
  }

  /** The address with its domain as A-labels, or empty when its local part is not ASCII. */
  private static String address(String address) {
    int at = address.lastIndexOf('@');
    if (at < 1 || !SurrogateHeader.isAscii(address.substring(0, at))) {
      return "";
    }
    try {
      return address.substring(0, at + 1) + IDN.toASCII(address.substring(at + 1));
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Splits at a separator that is outside quotes, comments and angle brackets. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int depth = 0;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '(' || c == '<')) {
        depth++;
      } else if (!quoted && (c == ')' || c == '>')) {
        depth = Math.max(0, depth - 1);
      } else if (!quoted && depth == 0 && c == separator) {
        parts.add(text.substring(begin, i));
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin));
    return parts;
  }
}
