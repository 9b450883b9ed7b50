package org.postern.mailbox;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A message's flags.
 *
 * @param system the bits below, those of {@code jakarta.mail.Flags}
 * @param keywords as they were spelled first; one is in it in any case; unmodifiable, sorted
 */
public record MessageFlags(int system, Set<String> keywords) {
  public static final int ANSWERED = 1;
  public static final int DELETED = 2;
  public static final int DRAFT = 4;
  public static final int FLAGGED = 8;
  public static final int RECENT = 16;
  public static final int SEEN = 32;

  /** All of them. */
  public static final int ALL = 63;

  /** Those without keywords, by their bits: most messages have such. */
  private static final List<MessageFlags> PLAIN =
      IntStream.rangeClosed(0, ALL).mapToObj(bits -> new MessageFlags(bits, Set.of())).toList();

  public static final MessageFlags NONE = of(0);

  /** Copies the keywords. */
  public MessageFlags {
    if ((system & ~ALL) != 0) {
      throw new IllegalArgumentException("Unknown system flags: " + system);
    }
    if (keywords.isEmpty()) {
      keywords = Set.of();
    } else {
      TreeSet<String> sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      sorted.addAll(keywords);
      keywords = Collections.unmodifiableSet(sorted);
    }
  }

  public static MessageFlags of(int system) {
    return (system & ~ALL) == 0 ? PLAIN.get(system) : new MessageFlags(system, Set.of());
  }

  /** Whether all of these bits are set. */
  public boolean has(int bits) {
    return (system & bits) == bits;
  }
}
