package org.postern.imap.internal;

import java.util.OptionalLong;

/** Permanent ids of contents and threads on the wire (RFC 8474 3). */
final class ObjectIds {
  private ObjectIds() {}

  static String email(long id) {
    return "M" + id;
  }

  static String thread(long id) {
    return "T" + id;
  }

  /** The id that was written; empty when it is none of this kind, so that nothing has it. */
  static OptionalLong parse(char kind, String text) {
    if (!text.matches("[A-Z]\\d{1,18}") || text.charAt(0) != kind) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(text.substring(1)));
  }
}
