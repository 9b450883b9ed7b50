package org.postern.smtp.internal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The commands that Postern knows by name. */
enum Verb {
  HELO,
  EHLO,
  LHLO,
  MAIL,
  RCPT,
  DATA,
  BDAT,
  RSET,
  VRFY,
  EXPN,
  HELP,
  NOOP,
  QUIT,
  STARTTLS,
  AUTH,
  /** RFC 5321 F and older: known, so that the answer is "not here" and not "what?". */
  SEND,
  SOML,
  SAML,
  TURN,
  ETRN,
  ATRN,
  BURL,
  /** Anything else. */
  UNKNOWN;

  private static final Map<String, Verb> BY_NAME = new HashMap<>();

  static {
    for (Verb verb : values()) {
      if (verb != UNKNOWN) {
        BY_NAME.put(verb.name(), verb);
      }
    }
  }

  /** RFC 5321 2.4: verbs are not case sensitive. */
  static Verb of(String name) {
    Verb exact = BY_NAME.get(name);
    return exact != null ? exact : BY_NAME.getOrDefault(name.toUpperCase(Locale.ROOT), UNKNOWN);
  }
}
