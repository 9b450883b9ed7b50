package org.postern.directory.internal;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;

/**
 * Pages through a table by key, never by offset: the cost of a page does not grow with the table,
 * and changes between two pages neither repeat nor skip what did not change.
 *
 * @param table with the columns {@code seq} and {@code folded}
 * @param columns {@code seq} first
 * @param sorts the columns behind the fields that a list can be sorted by
 * @param searchTable the trigram index over {@code folded}, or empty when the table is small
 */
record Listing<T>(
    String table,
    String columns,
    Session.Row<T> row,
    String natural,
    Map<String, Sort> sorts,
    Optional<String> searchTable) {

  /** More matches than this, and walking the list in order finds a page sooner than sorting. */
  static final int FEW = 1_000;

  /** Characters that a trigram index needs. */
  private static final int TRIGRAM = 3;

  static final int MAX_LIMIT = 500;

  /** A column to sort by and what it holds. */
  record Sort(String column, boolean number) {
    static Sort text(String column) {
      return new Sort(column, false);
    }

    static Sort number(String column) {
      return new Sort(column, true);
    }
  }

  /**
   * A condition with one parameter.
   *
   * @param few whether so few rows fulfil it that they are found first and sorted then
   */
  record Where(String sql, Object parameter, boolean few) {
    Where(String sql, Object parameter) {
      this(sql, parameter, false);
    }
  }

  private record Position(Object key, long seq) {}

  private record Found<T>(T item, Object key, long seq) {}

  Page<T> page(Session session, Page.Request request, List<Where> filter)
      throws SQLException, DirectoryException {
    if (request.limit() < 1 || request.limit() > MAX_LIMIT) {
      throw Refusal.invalid("bad-limit", "/limit", "The limit goes from 1 to " + MAX_LIMIT + ".");
    }
    String sortName = request.sort().isEmpty() ? natural : request.sort();
    boolean descending = sortName.startsWith("-");
    Sort sort = sorts.get(descending ? sortName.substring(1) : sortName);
    if (sort == null) {
      throw Refusal.invalid(
          "bad-sort",
          "/sort",
          "Can't sort by \""
              + request.sort()
              + "\", only by "
              + String.join(", ", sorts.keySet().stream().sorted().toList())
              + " (with - before it for descending).");
    }
    String q = Texts.fold(request.q());
    String list = sortName + '\n' + q + '\n' + filter;
    String order = descending ? " desc" : "";
    String compare = descending ? " < " : " > ";

    StringBuilder sql = new StringBuilder();
    List<Object> parameters = new ArrayList<>();
    sql.append("select ").append(columns).append(", ").append(sort.column).append(" as sort_key");
    sql.append(" from ").append(table).append(" where true");
    for (Where where : filter) {
      sql.append(" and ").append(where.sql);
      parameters.add(where.parameter);
    }
    boolean few = filter.stream().anyMatch(Where::few);
    if (!q.isEmpty()) {
      Optional<String> matches = few ? Optional.empty() : matches(session, q);
      if (matches.isPresent()) {
        sql.append(" and seq in (select value from json_each(?))");
        parameters.add(matches.get());
        few = true;
      } else {
        sql.append(" and instr(folded, ?) > 0");
        parameters.add(q);
      }
    }
    // The plus takes the column's index out of the planner's choice: the few rows are sorted.
    String key = (few ? "+" : "") + sort.column;
    if (request.cursor().isPresent()) {
      Position after = position(request.cursor().get(), list, sort);
      sql.append(" and (").append(key).append(", seq)").append(compare).append("(?, ?)");
      parameters.add(after.key);
      parameters.add(after.seq);
    }
    sql.append(" order by ").append(key).append(order).append(", seq").append(order);
    sql.append(" limit ?");
    parameters.add(request.limit() + 1);

    List<Found<T>> found =
        session.list(sql.toString(), cells -> found(cells, sort), parameters.toArray());
    boolean more = found.size() > request.limit();
    List<Found<T>> part = more ? found.subList(0, request.limit()) : found;
    return new Page<>(
        part.stream().map(Found::item).toList(),
        more ? Optional.of(cursor(list, part.getLast())) : Optional.empty());
  }

  private Found<T> found(ResultSet cells, Sort sort) throws SQLException {
    Object key =
        sort.number ? (Object) cells.getLong("sort_key") : (Object) cells.getString("sort_key");
    return new Found<>(row.of(cells), key, cells.getLong(1));
  }

  /** The rows that hold the text, as JSON; empty when they are many or the index can't tell. */
  private Optional<String> matches(Session session, String q) throws SQLException {
    if (searchTable.isEmpty() || q.codePointCount(0, q.length()) < TRIGRAM || q.indexOf(0) >= 0) {
      return Optional.empty();
    }
    List<Long> rows =
        session.list(
            "select rowid from " + searchTable.get() + " where text match ? limit ?",
            row -> row.getLong(1),
            '"' + q.replace("\"", "\"\"") + '"',
            FEW + 1);
    return rows.size() <= FEW ? Optional.of(rows.toString()) : Optional.empty();
  }

  /** A cursor belongs to its list: a hash of sort, search and filter stands before the position. */
  private static String cursor(String list, Found<?> last) {
    String text = Integer.toHexString(list.hashCode()) + ' ' + last.seq + ' ' + last.key;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Position position(String cursor, String list, Sort sort)
      throws DirectoryException {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split(" ", 3);
      if (parts.length == 3 && parts[0].equals(Integer.toHexString(list.hashCode()))) {
        Object key = sort.number ? (Object) Long.valueOf(parts[2]) : parts[2];
        return new Position(key, Long.parseLong(parts[1]));
      }
    } catch (IllegalArgumentException e) {
      throw badCursor(e);
    }
    throw badCursor(null);
  }

  private static DirectoryException badCursor(Exception cause) {
    DirectoryException refusal =
        Refusal.invalid(
            "bad-cursor",
            "/cursor",
            "The cursor does not belong to this list: begin again without it.");
    refusal.initCause(cause);
    return refusal;
  }
}
