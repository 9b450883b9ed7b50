package org.postern.mailbox.internal.engine;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A message's flags.
 *
 * @param system the bits below, those of {@code jakarta.mail.Flags}
 * @param keywords user flags as they were spelled; unmodifiable, sorted without regard to case
 */
public record Flags(int system, Set<String> keywords) {
  public static final int ANSWERED = 1;
  public static final int DELETED = 2;
  public static final int DRAFT = 4;
  public static final int FLAGGED = 8;
  public static final int RECENT = 16;
  public static final int SEEN = 32;
  static final int ALL = 63;

  /** Those without keywords, by their bits: most messages have such. */
  private static final List<Flags> PLAIN =
      IntStream.rangeClosed(0, ALL).mapToObj(bits -> new Flags(bits, Set.of())).toList();

  public static final Flags NONE = of(0);

  public Flags {
    if ((system & ~ALL) != 0) {
      throw new IllegalArgumentException("Unknown system flags: " + system);
    }
    keywords = keywords.isEmpty() ? Set.of() : sorted(keywords);
  }

  public static Flags of(int system) {
    return (system & ~ALL) == 0 ? PLAIN.get(system) : new Flags(system, Set.of());
  }

  public boolean has(int bits) {
    return (system & bits) == bits;
  }

  private static Set<String> sorted(Collection<String> words) {
    TreeSet<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(words);
    return Collections.unmodifiableSet(set);
  }
}
