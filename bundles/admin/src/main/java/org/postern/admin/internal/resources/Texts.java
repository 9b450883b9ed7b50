package org.postern.admin.internal.resources;

import java.util.Locale;

/** Searching in lists that are held in memory. */
final class Texts {
  private Texts() {}

  /** Whether {@code part}, in any case, is in the text; an empty part always is. */
  static boolean contains(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
