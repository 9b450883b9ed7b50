package org.postern.imap.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IMAP URL of a message or a part of one (RFC 5092 6).
 *
 * @param server user and host where the URL names them, else empty: it is relative to the session
 * @param mailbox in UTF-8, as the session's names are
 * @param section what stood behind {@code ;SECTION=}; empty for the whole message
 * @param partial which octets of it; empty for all
 */
record ImapUrl(
    Optional<Server> server,
    String mailbox,
    OptionalLong uidValidity,
    long uid,
    String section,
    Optional<FetchItem.Partial> partial) {

  /** Longer ones are not looked at. */
  private static final int LENGTH = 8_192;

  // RFC 5092 11: bchar, the semicolons of parameters and what encodes the rest.
  private static final Pattern CHARACTERS =
      Pattern.compile("(?:[A-Za-z0-9\\-._~!$'()*+,&=:@/;\\[\\]]|%[0-9A-Fa-f]{2})*+");

  private static final Pattern SERVER =
      Pattern.compile("imap://([^/]*+)(/.*+)", Pattern.CASE_INSENSITIVE);

  // RFC 5092 11: iserver. What is behind the user says how to log in, which has been done.
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:([^@;]*+)(?:;[^@]*+)?@)?([^@:\\[\\]]+|\\[[^@\\[\\]]*+])(?::[0-9]*+)?");

  // RFC 5092 11: imessagepart
  private static final Pattern MESSAGE =
      Pattern.compile(
          "/([^;]+?)(?:;UIDVALIDITY=([0-9]{1,10}))?/;UID=([0-9]{1,10})"
              + "(?:/;SECTION=([^;]+?))?(?:/;PARTIAL=([0-9]{1,18})(?:\\.([0-9]{1,18}))?)?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Who and where.
   *
   * @param user empty when the URL names nobody
   */
  record Server(String user, String host) {}

  /** Empty when it is none of a message, or of something that only a URLAUTH server knows. */
  static Optional<ImapUrl> parse(String url) {
    if (url.length() > LENGTH || !CHARACTERS.matcher(url).matches()) {
      return Optional.empty();
    }
    String path = url;
    Optional<Server> server = Optional.empty();
    Matcher absolute = SERVER.matcher(url);
    if (absolute.matches()) {
      server = server(absolute.group(1));
      path = absolute.group(2);
      if (server.isEmpty()) {
        return Optional.empty();
      }
    }
    Matcher message = MESSAGE.matcher(path);
    if (!message.matches()) {
      return Optional.empty();
    }
    Optional<String> mailbox = decode(message.group(1));
    Optional<String> section =
        message.group(4) == null ? Optional.of("") : decode(message.group(4));
    if (mailbox.isEmpty() || section.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong uidValidity =
        message.group(2) == null
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(message.group(2)));
    long uid = Long.parseLong(message.group(3));
    return Optional.of(
        new ImapUrl(server, mailbox.get(), uidValidity, uid, section.get(), partial(message)));
  }

  private static Optional<Server> server(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String host = parts.group(2).replaceAll("[\\[\\]]", "");
    Optional<String> user = parts.group(1) == null ? Optional.of("") : decode(parts.group(1));
    return user.map(name -> new Server(name, host));
  }

  // RFC 5092 11: partial-range; without a length, up to the end.
  private static Optional<FetchItem.Partial> partial(Matcher message) {
    if (message.group(5) == null) {
      return Optional.empty();
    }
    long first = Long.parseLong(message.group(5));
    long count = message.group(6) == null ? Long.MAX_VALUE : Long.parseLong(message.group(6));
    return Optional.of(new FetchItem.Partial(first, count));
  }

  /** Undoes percent-encoding; empty when what comes out is not UTF-8. */
  private static Optional<String> decode(String encoded) {
    ByteBuffer octets = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        octets.put((byte) Integer.parseInt(encoded, i + 1, i + 3, 16));
        i += 2;
      } else {
        octets.put((byte) c);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
