package org.postern.smtp.internal;

import java.util.Optional;

/**
 * What MAIL asked for.
 *
 * @param size the octets that the client means to send, or -1 (RFC 1870)
 * @param ret how much of a message a failure report brings back (RFC 3461 4.3)
 * @param envelopeId decoded (RFC 3461 4.4)
 */
record MailParameters(
    long size,
    Body body,
    boolean smtpUtf8,
    boolean requireTls,
    Optional<Ret> ret,
    Optional<String> envelopeId) {

  /** RFC 6152 and RFC 3030 3. */
  enum Body {
    SEVEN_BIT,
    EIGHT_BIT,
    BINARY
  }

  /** RFC 3461 4.3. */
  enum Ret {
    FULL,
    HDRS
  }

  static MailParameters parse(String text, Extensions extensions) throws Refusal {
    long size = -1;
    Body body = Body.SEVEN_BIT;
    boolean smtpUtf8 = false;
    boolean requireTls = false;
    Optional<Ret> ret = Optional.empty();
    Optional<String> envelopeId = Optional.empty();
    for (Parameter parameter : Parameter.parse(text)) {
      switch (parameter.keyword()) {
        case "SIZE" -> size = size(parameter);
        case "BODY" -> body = body(parameter);
        case "SMTPUTF8" -> {
          parameter.requireNone();
          smtpUtf8 = true;
        }
        case "REQUIRETLS" -> {
          if (!extensions.requireTls()) {
            throw parameter.unknown();
          }
          parameter.requireNone();
          requireTls = true;
        }
        case "AUTH" -> {
          if (!extensions.auth()) {
            throw parameter.unknown();
          }
          auth(parameter);
        }
        case "RET" -> {
          if (!extensions.dsn()) {
            throw parameter.unknown();
          }
          ret = Optional.of(ret(parameter));
        }
        case "ENVID" -> {
          if (!extensions.dsn()) {
            throw parameter.unknown();
          }
          envelopeId = Optional.of(envelopeId(parameter));
        }
        default -> throw parameter.unknown();
      }
    }
    return new MailParameters(size, body, smtpUtf8, requireTls, ret, envelopeId);
  }

  /** RFC 1870 5: 1 to 20 digits. */
  private static long size(Parameter parameter) throws Refusal {
    String digits = parameter.required();
    if (!digits.matches("[0-9]{1,20}")) {
      throw parameter.bad("must be a number of octets");
    }
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  private static Body body(Parameter parameter) throws Refusal {
    return switch (parameter.required().toUpperCase(java.util.Locale.ROOT)) {
      case "7BIT" -> Body.SEVEN_BIT;
      case "8BITMIME" -> Body.EIGHT_BIT;
      case "BINARYMIME" -> Body.BINARY;
      default -> throw parameter.bad("must be 7BIT, 8BITMIME or BINARYMIME");
    };
  }

  /**
   * RFC 4954 5: {@code <>} or a mailbox, as xtext. Checked and put aside: who sent the message is
   * known by the login, and no peer is trusted to tell.
   */
  private static void auth(Parameter parameter) throws Refusal {
    if (Xtext.decode(parameter.required()).isEmpty()) {
      throw parameter.bad("must be xtext");
    }
  }

  private static Ret ret(Parameter parameter) throws Refusal {
    return switch (parameter.required().toUpperCase(java.util.Locale.ROOT)) {
      case "FULL" -> Ret.FULL;
      case "HDRS" -> Ret.HDRS;
      default -> throw parameter.bad("must be FULL or HDRS");
    };
  }

  private static String envelopeId(Parameter parameter) throws Refusal {
    // RFC 3461 4.4: at most 100 characters, printable ASCII once decoded.
    String text = parameter.required();
    String decoded =
        Xtext.decode(text)
            .orElseThrow(() -> parameter.bad("must be xtext of printable characters"));
    if (text.length() > 100 || !Text.isAscii(decoded)) {
      throw parameter.bad("must be at most 100 characters of xtext");
    }
    return decoded;
  }
}
