package org.postern.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.directory.Page;

/**
 * A part of a list, as every list answers. A {@code Link} header with {@code rel="next"} is added
 * by the framework.
 *
 * @param next the cursor of the part after this one; null at the end
 */
public record Listing<T>(List<T> items, String next) {

  public static <S, T> Listing<T> of(Page<S> page, Function<S, T> view) {
    return new Listing<>(page.items().stream().map(view).toList(), page.next().orElse(null));
  }

  /** The part of a list held in memory; the cursor is the number of the element to go on with. */
  public static <T> Listing<T> of(List<T> all, ListQuery query) {
    int from = query.cursor().map(Listing::index).orElse(0);
    if (from > all.size()) {
      return new Listing<>(List.of(), null);
    }
    int to = Math.min(all.size(), from + query.limit());
    return new Listing<>(
        all.subList(from, to),
        Optional.of(to).filter(t -> t < all.size()).map(t -> "n" + t).orElse(null));
  }

  private static int index(String cursor) {
    if (!cursor.matches("n[0-9]{1,9}")) {
      throw Problem.badRequest(
          "bad-cursor", "The cursor is not one of this list; start again without it.");
    }
    return Integer.parseInt(cursor.substring(1));
  }
}
