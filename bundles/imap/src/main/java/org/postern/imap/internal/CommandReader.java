package org.postern.imap.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Reads a command as it comes, by the productions of RFC 9051 9. A literal is counted before it is
 * accepted. For one thread.
 */
final class CommandReader {
  private static final String ATOM_SPECIALS = "(){ %*\"\\]";

  private final CommandLines lines;
  private byte[] line = {};
  private int at;
  private int depth;
  private Charset charset = StandardCharsets.UTF_8;

  CommandReader(CommandLines lines) {
    this.lines = lines;
  }

  /** Reads a text, without literals, by the productions and limits of commands. */
  CommandReader over(String text) {
    CommandReader reader = new CommandReader(lines);
    reader.line = text.getBytes(StandardCharsets.ISO_8859_1);
    return reader;
  }

  /** Waits for the first line of the next command. */
  void begin() throws Failure.Fatal, IOException {
    line = withoutSpaces(lines.first());
    at = 0;
    depth = 0;
    charset = StandardCharsets.UTF_8;
  }

  /** What strings are in from here to the end of the command (RFC 9051 6.4.4, CHARSET). */
  void charset(Charset given) {
    charset = given;
  }

  /** Goes on behind a literal. */
  private void next() throws Failure.Fatal, IOException {
    line = withoutSpaces(lines.next());
    at = 0;
  }

  /** Spaces at the end are not in the grammar, but clients send them and mean nothing by them. */
  private static byte[] withoutSpaces(byte[] line) {
    int end = line.length;
    while (end > 0 && line[end - 1] == ' ') {
      end--;
    }
    return end == line.length ? line : Arrays.copyOf(line, end);
  }

  /** Reads over what is left of a command that failed. */
  void skip() throws Failure.Fatal, IOException {
    int from = at;
    at = line.length;
    lines.skip(line, from);
  }

  // CHARACTERS

  boolean atEnd() {
    return at == line.length;
  }

  /** The next octet, or -1 at the end of the line. */
  int peek() {
    return at < line.length ? line[at] & 0xff : -1;
  }

  boolean take(char c) {
    if (peek() == c) {
      at++;
      return true;
    }
    return false;
  }

  /** Takes an octet when another that belongs follows it. */
  boolean takeBefore(char c, IntPredicate belongs) {
    if (peek() == c && at + 1 < line.length && belongs.test(line[at + 1] & 0xff)) {
      at++;
      return true;
    }
    return false;
  }

  /** Takes this text, in any case, if it comes next. */
  boolean takeText(String text) {
    int length = text.length();
    if (length > line.length - at
        || !new String(line, at, length, StandardCharsets.ISO_8859_1).equalsIgnoreCase(text)) {
      return false;
    }
    at += length;
    return true;
  }

  void expect(char c) throws Failure.Bad {
    if (!take(c)) {
      throw expected("\"" + c + "\"");
    }
  }

  void space() throws Failure.Bad {
    if (!take(' ')) {
      throw expected("a space");
    }
  }

  /** The end of the command. */
  void end() throws Failure.Bad {
    if (!atEnd()) {
      throw expected("the end of the command");
    }
  }

  Failure.Bad expected(String what) {
    return new Failure.Bad(
        "Expected " + what + (atEnd() ? " at the end" : " at octet " + (at + 1)));
  }

  /** Opens a parenthesis; {@link #close} closes it. */
  void open() throws Failure.Bad {
    expect('(');
    if (++depth > lines.limits().depth()) {
      throw new Failure.Bad("Parentheses may nest " + lines.limits().depth() + " deep");
    }
  }

  void close() throws Failure.Bad {
    expect(')');
    depth--;
  }

  /** One level more of what nests without parentheses; {@link #up} leaves it. */
  void down() throws Failure.Bad {
    if (++depth > lines.limits().depth()) {
      throw new Failure.Bad("Keys may nest " + lines.limits().depth() + " deep");
    }
  }

  void up() {
    depth--;
  }

  // WORDS

  static boolean atomChar(int c) {
    return c > ' ' && c < 127 && ATOM_SPECIALS.indexOf(c) < 0;
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  private String run(String what, IntPredicate belongs) throws Failure.Bad {
    int start = at;
    while (at < line.length && belongs.test(line[at] & 0xff)) {
      at++;
    }
    if (at == start) {
      throw expected(what);
    }
    return new String(line, start, at - start, StandardCharsets.ISO_8859_1);
  }

  String tag() throws Failure.Bad {
    return run("a tag", c -> c != '+' && (atomChar(c) || c == ']'));
  }

  String atom() throws Failure.Bad {
    return run("an atom", CommandReader::atomChar);
  }

  /** An atom in upper case: keywords have no case (RFC 9051 9). */
  String word() throws Failure.Bad {
    return atom().toUpperCase(Locale.ROOT);
  }

  /** A word of letters, digits, dots and dashes only, in upper case: it ends before brackets. */
  String name(String what) throws Failure.Bad {
    return run(
            what,
            c -> digit(c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '.' || c == '-')
        .toUpperCase(Locale.ROOT);
  }

  /** What looks like base64, or a lone {@code =}. */
  String base64() throws Failure.Bad {
    return run(
        "base64", c -> digit(c) || Character.isLetter(c) && c < 127 || "+/=".indexOf(c) >= 0);
  }

  /** Whether this word, which must end there, comes next; if so it is taken. */
  boolean takeWord(String word) {
    int end = at + word.length();
    if (end > line.length || end < line.length && atomChar(line[end] & 0xff)) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (Character.toUpperCase((char) (line[at + i] & 0xff)) != word.charAt(i)) {
        return false;
      }
    }
    at = end;
    return true;
  }

  /** A flag with its backslash, as written. */
  String flag() throws Failure.Bad {
    return take('\\') ? "\\" + atom() : atom();
  }

  long number(long least, long most) throws Failure.Bad {
    int start = at;
    long value = 0;
    while (at < line.length && digit(line[at])) {
      if (value > (Long.MAX_VALUE - 9) / 10) {
        break;
      }
      value = value * 10 + line[at++] - '0';
    }
    if (at == start || value < least || value > most || digit(peek())) {
      throw expected("a number from " + least + " to " + most);
    }
    return value;
  }

  static final long NUMBER = 0xffffffffL;

  // RFC 9051 9: number64 is 63 bits wide.
  long number64() throws Failure.Bad {
    return number(0, Long.MAX_VALUE);
  }

  SequenceSet sequenceSet() throws Failure {
    List<SequenceSet.Range> ranges = new ArrayList<>();
    do {
      if (ranges.size() == lines.limits().ranges()) {
        throw new Failure.No(
            Code.LIMIT, "A set may have " + lines.limits().ranges() + " ranges at most");
      }
      long first = sequenceNumber();
      ranges.add(new SequenceSet.Range(first, take(':') ? sequenceNumber() : first));
    } while (take(','));
    return new SequenceSet(ranges);
  }

  private long sequenceNumber() throws Failure.Bad {
    return take('*') ? SequenceSet.STAR : number(1, NUMBER);
  }

  // STRINGS

  /** An astring as text; in UTF-8, or the charset that was given. */
  String astring() throws Failure, IOException {
    int c = peek();
    if (c == '"' || c == '{') {
      return text(string(), charset);
    }
    return text(
        run("a string", ch -> ch == ']' || atomChar(ch) || ch > 127)
            .getBytes(StandardCharsets.ISO_8859_1),
        charset);
  }

  /** A mailbox pattern of LIST: an astring in which wildcards need no quotes. */
  String listMailbox() throws Failure, IOException {
    int c = peek();
    if (c == '"' || c == '{') {
      return text(string());
    }
    return text(
        run("a pattern", ch -> ch == ']' || ch == '%' || ch == '*' || atomChar(ch) || ch > 127)
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A quoted string or literal as it is. */
  byte[] string() throws Failure, IOException {
    return peek() == '{' ? literal() : quoted();
  }

  /** A string or NIL, which is empty. */
  String nstring() throws Failure, IOException {
    return takeWord("NIL") ? "" : text(string());
  }

  static String text(byte[] utf8) throws Failure.Bad {
    return text(utf8, StandardCharsets.UTF_8);
  }

  private static String text(byte[] octets, Charset charset) throws Failure.Bad {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      throw new Failure.Bad("Expected text in " + charset.name());
    }
  }

  private byte[] quoted() throws Failure.Bad {
    if (!take('"')) {
      throw expected("a string");
    }
    byte[] out = new byte[line.length - at];
    int length = 0;
    while (!take('"')) {
      if (at < line.length && line[at] == '\\') {
        at++;
        if (peek() != '"' && peek() != '\\') {
          throw expected("\" or \\ behind \\");
        }
      }
      // RFC 9051 9: no NUL, CR or LF in a quoted string.
      if (atEnd() || line[at] == 0 || line[at] == '\r') {
        throw expected("the closing \"");
      }
      out[length++] = line[at++];
    }
    return Arrays.copyOf(out, length);
  }

  /**
   * What announces a literal.
   *
   * @param binary whether it may hold NUL (RFC 9051 4.3.1, literal8)
   * @param waits whether the client waits for the go-ahead
   */
  record Announced(long octets, boolean binary, boolean waits) {}

  /** The announcement of a literal, which ends the line; nothing is accepted yet. */
  Announced announced() throws Failure.Bad {
    final int start = at;
    boolean binary = take('~');
    expect('{');
    long octets = number64();
    boolean waits = !take('+');
    expect('}');
    if (!atEnd()) {
      throw expected("the end of the line");
    }
    // Until it is accepted, skip() has to see it.
    at = start;
    return new Announced(octets, binary, waits);
  }

  /** Lets a literal come, to be read as a stream until {@link #finish}. */
  LiteralInput accept(Announced literal) throws IOException {
    goAhead(literal);
    return lines.stream(literal.octets, literal.binary);
  }

  /** Reads over what nobody read of a literal, and the line that goes on behind it. */
  void finish(LiteralInput literal) throws Failure.Fatal, IOException {
    lines.discard(literal.left());
    next();
  }

  private byte[] literal() throws Failure, IOException {
    Announced literal = announced();
    if (!lines.fits(literal.octets)) {
      throw tooLarge(literal);
    }
    goAhead(literal);
    byte[] octets = lines.literal((int) literal.octets);
    next();
    for (byte b : octets) {
      if (b == 0) {
        // RFC 9051 4.3: only literal8 may hold NUL.
        throw new Failure.Bad("A literal can't hold NUL");
      }
    }
    return octets;
  }

  private Failure tooLarge(Announced literal) {
    Limits limits = lines.limits();
    // RFC 7888 4: refuse one that waits; one that comes unasked and is large ends the session.
    return literal.waits || literal.octets <= limits.skip()
        ? new Failure.No(Code.TOOBIG, "A command may have " + limits.total() + " octets at most")
        : new Failure.Fatal("That literal is too large");
  }

  private void goAhead(Announced literal) throws IOException {
    at = line.length;
    if (literal.waits) {
      lines.goAhead();
    }
  }
}
