package org.postern.imap.internal;

import java.nio.charset.StandardCharsets;

/**
 * A response code: the machine-readable reason of a status response (RFC 9051 7.1, RFC 5530).
 *
 * @param text what stands between the brackets; empty for no code
 */
record Code(String text) {
  static final Code NONE = new Code("");
  static final Code ALREADYEXISTS = new Code("ALREADYEXISTS");
  static final Code AUTHENTICATIONFAILED = new Code("AUTHENTICATIONFAILED");
  static final Code AUTHORIZATIONFAILED = new Code("AUTHORIZATIONFAILED");
  static final Code BADCHARSET = new Code("BADCHARSET (" + SearchCharsets.names() + ")");
  static final Code CANNOT = new Code("CANNOT");
  static final Code CLOSED = new Code("CLOSED");
  static final Code COMPRESSIONACTIVE = new Code("COMPRESSIONACTIVE");
  static final Code CORRUPTION = new Code("CORRUPTION");
  static final Code EXPUNGEISSUED = new Code("EXPUNGEISSUED");
  static final Code HASCHILDREN = new Code("HASCHILDREN");
  static final Code LIMIT = new Code("LIMIT");
  static final Code METADATA_LIMIT = new Code("METADATA MAXSIZE " + Metadata.OCTETS);
  static final Code METADATA_NOPRIVATE = new Code("METADATA NOPRIVATE");
  static final Code METADATA_TOOMANY = new Code("METADATA TOOMANY");
  static final Code NONEXISTENT = new Code("NONEXISTENT");
  static final Code NOPERM = new Code("NOPERM");
  static final Code NOTIFICATIONOVERFLOW = new Code("NOTIFICATIONOVERFLOW");
  static final Code OVERQUOTA = new Code("OVERQUOTA");
  static final Code PRIVACYREQUIRED = new Code("PRIVACYREQUIRED");
  static final Code READ_ONLY = new Code("READ-ONLY");
  static final Code READ_WRITE = new Code("READ-WRITE");
  static final Code SERVERBUG = new Code("SERVERBUG");
  static final Code TOOBIG = new Code("TOOBIG");
  static final Code TRYCREATE = new Code("TRYCREATE");
  static final Code UIDREQUIRED = new Code("UIDREQUIRED");
  static final Code UNAVAILABLE = new Code("UNAVAILABLE");
  static final Code UNKNOWN_CTE = new Code("UNKNOWN-CTE");
  static final Code USEATTR = new Code("USEATTR");

  private static final int URL_LENGTH = 2_000;

  /**
   * RFC 4469 4.1: the URL, in which what can't stand in a response code is encoded.
   *
   * @param url cut when it is longer than anybody needs to know it again
   */
  static Code badUrl(String url) {
    if (url.isEmpty()) {
      // RFC 4469 5, url-resp-text: there is something of it, or no such code.
      return NONE;
    }
    StringBuilder text = new StringBuilder("BADURL ");
    for (byte octet : url.getBytes(StandardCharsets.UTF_8)) {
      if (text.length() > URL_LENGTH) {
        break;
      }
      if (octet > ' ' && octet < 127 && octet != ']') {
        text.append((char) octet);
      } else {
        text.append(String.format("%%%02X", octet & 0xff));
      }
    }
    return new Code(text.toString());
  }

  /** The text in front of which the code stands. */
  String before(String human) {
    return text.isEmpty() ? human : "[" + text + "] " + human;
  }
}
