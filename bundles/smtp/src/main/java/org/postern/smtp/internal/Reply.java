package org.postern.smtp.internal;

import java.io.IOException;
import java.util.List;
import org.postern.net.Output;

/**
 * An SMTP reply (RFC 5321 4.2).
 *
 * @param code the three digits
 * @param status the enhanced status code (RFC 3463), or empty where RFC 2034 4 has none: greeting,
 *     HELO, EHLO and 3xx
 * @param lines at least one
 */
record Reply(int code, String status, List<String> lines) {
  /** RFC 5321 4.5.3.1.5: a reply line has at most 512 octets; room is left for code and status. */
  private static final int LONGEST_TEXT = 480;

  static final Reply OK = of(250, "2.0.0", "OK");
  static final Reply SENDER_OK = of(250, "2.1.0", "Sender OK");
  static final Reply RECIPIENT_OK = of(250, "2.1.5", "Recipient OK");
  static final Reply START_MAIL = of(354, "", "Start mail input; end with <CRLF>.<CRLF>");

  static Reply of(int code, String status, String text) {
    return new Reply(code, status, List.of(text));
  }

  /** Whether the command did what it was meant to, or goes on. */
  boolean positive() {
    return code < 400;
  }

  void writeTo(Output out) throws IOException {
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i);
      if (text.length() > LONGEST_TEXT) {
        text = text.substring(0, LONGEST_TEXT);
      }
      char separator = i < lines.size() - 1 ? '-' : ' ';
      // RFC 2034 4: the status stands on every line of a reply.
      out.line(
          status.isEmpty()
              ? "" + code + separator + text
              : "" + code + separator + status + " " + text);
    }
  }

  /** What a client sent, fit to be quoted in a reply: printable ASCII, of a bounded length. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(Math.min(text.length(), 400));
    for (int i = 0; i < text.length() && quoted.length() < 400; i++) {
      char c = text.charAt(i);
      quoted.append(c >= ' ' && c < 127 ? c : '?');
    }
    return quoted.toString();
  }

  @Override
  public String toString() {
    return status.isEmpty()
        ? code + " " + lines.getFirst()
        : code + " " + status + " " + lines.getFirst();
  }
}
