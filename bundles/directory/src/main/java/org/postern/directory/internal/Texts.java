package org.postern.directory.internal;

import java.net.IDN;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.directory.DirectoryException;

/** Names as people write them, and the folded form in which they are searched and sorted. */
final class Texts {
  private static final int MAX_NAME = 255;

  private Texts() {}

  /** Compares alike what people hold to be alike: compatibility forms and case. */
  static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  /**
   * What a search looks through: the addresses, with domains also as people read them, the name.
   */
  static String searchable(Collection<String> addresses, String name) {
    StringBuilder text = new StringBuilder();
    for (String address : addresses) {
      text.append(address).append('\n');
      int domain = address.lastIndexOf('@') + 1;
      if (address.indexOf("xn--", domain) >= 0) {
        text.append(address, 0, domain)
            .append(IDN.toUnicode(address.substring(domain)))
            .append('\n');
      }
    }
    return fold(text.append(name).toString());
  }

  /** A name for people: trimmed, NFC, without controls, at most 255 characters. */
  static String name(String name) throws DirectoryException {
    String clean = Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
    if (clean.codePointCount(0, clean.length()) > MAX_NAME) {
      throw Refusal.invalid(
          "bad-name", "/name", "The name is longer than " + MAX_NAME + " characters.");
    }
    if (clean
        .codePoints()
        .anyMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF))) {
      throw Refusal.invalid("bad-name", "/name", "The name has control characters in it.");
    }
    return clean;
  }

  /** A name that must be there. */
  static String requiredName(String name) throws DirectoryException {
    String clean = name(name);
    if (clean.isEmpty()) {
      throw Refusal.invalid("bad-name", "/name", "A name is needed.");
    }
    return clean;
  }

  /** Members without spaces, as one text. */
  static String packed(Collection<String> words) {
    return String.join(" ", new TreeSet<>(words));
  }

  static Set<String> unpackedSet(String words) {
    return words.isEmpty()
        ? Set.of()
        : Arrays.stream(words.split(" ")).collect(Collectors.toCollection(TreeSet::new));
  }

  static List<String> unpackedList(String words) {
    return words.isEmpty() ? List.of() : List.of(words.split(" "));
  }

  /** Now, as exact as the database keeps it. */
  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
