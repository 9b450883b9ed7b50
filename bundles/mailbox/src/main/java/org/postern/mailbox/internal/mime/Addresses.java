package org.postern.mailbox.internal.mime;

import java.util.ArrayList;
import java.util.List;
import org.postern.mailbox.mime.Address;

/**
 * Reads address lists (RFC 5322 3.4 with the obsolete forms). Whatever stands there gives a list;
 * what is no address becomes a mailbox without a host.
 */
public final class Addresses {
  private final String s;
  private final List<Address> found = new ArrayList<>(2);
  private final StringBuilder phrase = new StringBuilder();
  private String comment;
  private Address angle;
  private int unquotedAt = -1;
  private boolean inGroup;
  private int i;

  private Addresses(String s) {
    this.s = s;
  }

  /**
   * @param value the unfolded value of a field
   */
  public static List<Address> parse(String value) {
    return new Addresses(value).run();
  }

  private List<Address> run() {
    while (i < s.length()) {
      char c = s.charAt(i);
      switch (c) {
        case '"' -> quoted(phrase, '"');
        case '(' -> comment = comment();
        case '<' -> angle();
        case '[' -> literal(phrase);
        case ',' -> {
          flush();
          i++;
        }
        case ':' -> {
          if (inGroup || angle != null || unquotedAt >= 0) {
            phrase.append(c);
          } else {
            found.add(new Address(null, null, phrase.toString().strip(), null));
            clear();
            inGroup = true;
          }
          i++;
        }
        case ';' -> {
          flush();
          if (inGroup) {
            found.add(new Address(null, null, null, null));
            inGroup = false;
          }
          i++;
        }
        default -> {
          if (c == ' ' || c == '\t') {
            if (!phrase.isEmpty() && phrase.charAt(phrase.length() - 1) != ' ') {
              phrase.append(' ');
            }
          } else {
            if (c == '@') {
              unquotedAt = phrase.length();
            }
            phrase.append(c);
          }
          i++;
        }
      }
    }
    flush();
    if (inGroup) {
      found.add(new Address(null, null, null, null));
    }
    return found;
  }

  private void clear() {
    phrase.setLength(0);
    comment = null;
    angle = null;
    unquotedAt = -1;
  }

  private void flush() {
    String text = phrase.toString().strip();
    if (angle != null) {
      String name = text.isEmpty() ? comment : text;
      found.add(new Address(name, angle.route(), angle.mailbox(), angle.host()));
    } else if (unquotedAt >= 0) {
      String all = phrase.toString();
      String host = all.substring(unquotedAt + 1).strip();
      found.add(new Address(comment, null, all.substring(0, unquotedAt).strip(), host));
    } else if (!text.isEmpty()) {
      found.add(new Address(comment, null, text, ""));
    }
    clear();
  }

  /** A quoted string without its quotes; one that isn't closed goes to the end. */
  private void quoted(StringBuilder into, char close) {
    i++;
    while (i < s.length() && s.charAt(i) != close) {
      if (s.charAt(i) == '\\' && i + 1 < s.length()) {
        i++;
      }
      into.append(s.charAt(i++));
    }
    i++;
  }

  /** A domain literal with its brackets. */
  private void literal(StringBuilder into) {
    while (i < s.length() && s.charAt(i) != ']') {
      into.append(s.charAt(i++));
    }
    if (i < s.length()) {
      into.append(s.charAt(i++));
    }
  }

  private String comment() {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    while (i < s.length()) {
      char c = s.charAt(i++);
      if (c == '\\' && i < s.length()) {
        text.append(s.charAt(i++));
        continue;
      }
      if (c == ')' && --depth == 0) {
        break;
      }
      if (c != '(' || depth++ > 0) {
        text.append(c);
      }
    }
    return text.isEmpty() ? null : text.toString().strip();
  }

  private void angle() {
    i++;
    StringBuilder text = new StringBuilder();
    int at = -1;
    String route = null;
    while (i < s.length() && s.charAt(i) != '>') {
      char c = s.charAt(i);
      switch (c) {
        case '"' -> quoted(text, '"');
        case '(' -> comment();
        case '[' -> literal(text);
        case ':' -> {
          if (route == null && text.indexOf("@") == 0) {
            // RFC 5322 4.4: <@a,@b:c@d>
            route = text.toString();
            text.setLength(0);
            at = -1;
          } else {
            text.append(c);
          }
          i++;
        }
        default -> {
          if (c == '@') {
            at = text.length();
          }
          if (c != ' ' && c != '\t') {
            text.append(c);
          }
          i++;
        }
      }
    }
    i++;
    angle =
        at < 0
            ? new Address(null, route, text.toString(), "")
            : new Address(null, route, text.substring(0, at), text.substring(at + 1));
  }
}
