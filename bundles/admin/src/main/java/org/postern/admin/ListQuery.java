package org.postern.admin;

import jakarta.ws.rs.QueryParam;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.postern.directory.Page;

/** The query parameters that every list takes; a {@code @BeanParam}. */
public final class ListQuery {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;

  @QueryParam("limit")
  private String limit;

  @QueryParam("cursor")
  private String cursor;

  @QueryParam("sort")
  private String sort;

  @QueryParam("q")
  private String q;

  /** How many elements at most: 1..500, 50 unless told. */
  public int limit() {
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    if (!limit.matches("[0-9]{1,9}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > MAX_LIMIT) {
      throw Problem.badRequest("bad-limit", "limit is a number from 1 to " + MAX_LIMIT + ".");
    }
    return Integer.parseInt(limit);
  }

  public Optional<String> cursor() {
    return Optional.ofNullable(cursor);
  }

  /** Text to search for; empty for none. */
  public String q() {
    return q == null ? "" : q;
  }

  /** As the directory takes it. */
  public Page.Request request() {
    return new Page.Request(limit(), cursor(), q(), sort == null ? "" : sort);
  }

  /**
   * The order asked for among those that a list in memory offers.
   *
   * @param orders ascending, by the name of the field
   */
  public <T> Comparator<T> order(Map<String, Comparator<T>> orders, Comparator<T> natural) {
    if (sort == null || sort.isEmpty()) {
      return natural;
    }
    boolean descending = sort.startsWith("-");
    Comparator<T> order = orders.get(descending ? sort.substring(1) : sort);
    if (order == null) {
      throw Problem.badRequest(
          "bad-sort",
          "sort is one of "
              + String.join(", ", orders.keySet().stream().sorted().toList())
              + ", with - before it for descending.");
    }
    return descending ? order.reversed() : order;
  }
}
