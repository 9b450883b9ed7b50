package org.postern.smtp.internal;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.postern.directory.Addresses;

/**
 * Reads paths by the grammar of RFC 5321 4.1.2 with RFC 6531 3.3. It is lenient where the world is:
 * spaces before the {@code <}, and underscores in domains.
 */
final class PathParser {
  /** RFC 5321 4.5.3.1.1 to 4.5.3.1.3, in octets. */
  private static final int LONGEST_LOCAL = 64;

  private static final int LONGEST_DOMAIN = 255;
  private static final int LONGEST_PATH = 256;

  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

  private final String text;
  private final String badSyntax;
  private int at;

  /** Octets of the source route: they do not count against the limit. */
  private int route;

  private PathParser(String text, String badSyntax) {
    this.text = text;
    this.badSyntax = badSyntax;
  }

  /**
   * A path and what follows it.
   *
   * @param rest the parameters, without the space before them
   */
  record Parsed(Path path, String rest) {}

  /** Reads the argument of MAIL behind {@code FROM:}. */
  static Parsed reverse(String text) throws Refusal {
    // RFC 3463 3.2: 5.1.7 is a bad sender's syntax.
    PathParser parser = new PathParser(text, "5.1.7");
    parser.skipSpaces();
    if (text.startsWith("<>", parser.at)) {
      parser.at += 2;
      return parser.parsed(Path.NULL);
    }
    Path path = parser.path();
    if (path.domain().isEmpty()) {
      throw parser.bad("the domain is missing");
    }
    return parser.parsed(path);
  }

  /** Reads the argument of RCPT behind {@code TO:}; {@code <postmaster>} needs no domain. */
  static Parsed forward(String text) throws Refusal {
    // RFC 3463 3.2: 5.1.3 is a bad recipient's syntax.
    PathParser parser = new PathParser(text, "5.1.3");
    parser.skipSpaces();
    Path path = parser.path();
    if (path.domain().isEmpty() && !path.isBarePostmaster()) {
      throw parser.bad("the domain is missing");
    }
    return parser.parsed(path);
  }

  private Parsed parsed(Path path) throws Refusal {
    if (at < text.length() && text.charAt(at) != ' ') {
      throw bad("a space must follow the >");
    }
    return new Parsed(path, text.substring(at).strip());
  }

  private Path path() throws Refusal {
    int start = at;
    expect('<', "the address must stand between < and >");
    sourceRoute();
    String local = peek() == '"' ? quotedString() : dotString();
    String domain = "";
    if (peek() == '@') {
      at++;
      domain = peek() == '[' ? literal() : domain();
    }
    expect('>', "the address must end with >");
    if (octets(text.substring(start, at)) > LONGEST_PATH + route) {
      throw bad("it is longer than " + LONGEST_PATH + " octets");
    }
    if (octets(local) > LONGEST_LOCAL) {
      throw bad("the local part is longer than " + LONGEST_LOCAL + " octets");
    }
    return new Path(local, domain);
  }

  /** RFC 5321 4.1.2, C: a source route is accepted and ignored. */
  private void sourceRoute() throws Refusal {
    if (peek() != '@') {
      return;
    }
    int start = at;
    while (peek() == '@') {
      at++;
      domain();
      if (peek() == ',') {
        at++;
      }
    }
    expect(':', "the source route must end with a colon");
    route = octets(text.substring(start, at));
  }

  private String dotString() throws Refusal {
    int start = at;
    boolean atom = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.' && atom) {
        atom = false;
      } else if (Text.isAtext(c)) {
        atom = true;
      } else {
        break;
      }
    }
    if (!atom) {
      throw bad("the local part is not right");
    }
    return text.substring(start, at);
  }

  private String quotedString() throws Refusal {
    StringBuilder local = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        if (local.isEmpty()) {
          break;
        }
        return local.toString();
      }
      if (c == '\\' && at + 1 < text.length()) {
        c = text.charAt(++at);
      }
      // RFC 5321 4.1.2: qtextSMTP and quoted-pairSMTP hold printable characters only.
      if (Character.isISOControl(c)) {
        break;
      }
      local.append(c);
    }
    throw bad("the quoted local part is not right");
  }

  private String domain() throws Refusal {
    int start = at;
    boolean label = false;
    char last = '.';
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.'
          ? !label || last == '-'
          : !Text.isLetDig(c) && c != '_' && (c != '-' || !label)) {
        break;
      }
      label = c != '.';
      last = c;
    }
    String domain = text.substring(start, at);
    if (!label || last == '-' || octets(domain) > LONGEST_DOMAIN) {
      throw bad("the domain is not right");
    }
    // RFC 6531 3.3, RFC 5890: a label above ASCII must have an A-label.
    if (!Text.isAscii(domain) && Addresses.domain(domain).isEmpty()) {
      throw bad("the domain is not right");
    }
    return domain;
  }

  private String literal() throws Refusal {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw bad("the address literal must end with ]");
    }
    String literal = text.substring(at, end + 1);
    if (inet(literal) == null) {
      throw bad("the address literal is not right");
    }
    at = end + 1;
    return literal;
  }

  /**
   * The address of a literal in its brackets (RFC 5321 4.1.3), or null when it is none; never asks
   * the DNS.
   */
  static InetAddress inet(String literal) {
    String inner = literal.substring(1, literal.length() - 1);
    boolean v6 = inner.regionMatches(true, 0, "IPv6:", 0, 5);
    String address = v6 ? inner.substring(5) : inner;
    if (v6
        ? address.indexOf('%') >= 0 || address.indexOf(':') < 0
        : !IPV4.matcher(address).matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char c, String otherwise) throws Refusal {
    if (peek() != c) {
      throw bad(otherwise);
    }
    at++;
  }

  private void skipSpaces() {
    while (peek() == ' ') {
      at++;
    }
  }

  private static int octets(String text) {
    return Text.isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private Refusal bad(String why) {
    return new Refusal(501, badSyntax, "Bad address " + Reply.quote(text) + ": " + why);
  }
}
