package org.postern.directory;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param next an opaque cursor for the part after it, empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {

  /**
   * What part of a list is asked for.
   *
   * @param limit 1..500
   * @param cursor from the page before
   * @param q text that must occur in an address or name, case-insensitive; empty for all
   * @param sort a field's name, {@code -} before it for descending; empty for the natural order
   */
  public record Request(int limit, Optional<String> cursor, String q, String sort) {
    public static final Request FIRST = new Request(50, Optional.empty(), "", "");
  }
}
