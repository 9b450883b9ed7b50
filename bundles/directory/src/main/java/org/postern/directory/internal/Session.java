package org.postern.directory.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One connection with its prepared statements. For one thread at a time. */
final class Session implements AutoCloseable {
  private static final int MAX_STATEMENTS = 128;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

  Session(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of the current row; must not run statements itself. */
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  <T> List<T> list(String sql, Row<T> row, Object... parameters) throws SQLException {
    return query(
        sql,
        rows -> {
          List<T> list = new ArrayList<>();
          while (rows.next()) {
            list.add(row.of(rows));
          }
          return list;
        },
        parameters);
  }

  <T> Optional<T> one(String sql, Row<T> row, Object... parameters) throws SQLException {
    return query(
        sql, rows -> rows.next() ? Optional.of(row.of(rows)) : Optional.empty(), parameters);
  }

  boolean exists(String sql, Object... parameters) throws SQLException {
    return query(sql, ResultSet::next, parameters);
  }

  long number(String sql, Object... parameters) throws SQLException {
    return one(sql, row -> row.getLong(1), parameters).orElseThrow();
  }

  private <T> T query(String sql, Row<T> rows, Object... parameters) throws SQLException {
    try (ResultSet answer = bound(sql, parameters).executeQuery()) {
      return rows.of(answer);
    } catch (SQLException e) {
      forget(sql);
      throw e;
    }
  }

  /** Runs a change and tells how many rows it touched. */
  int run(String sql, Object... parameters) throws SQLException {
    try {
      return bound(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      forget(sql);
      throw e;
    }
  }

  /** The driver closes a statement that failed: the next one is prepared anew. */
  private void forget(String sql) throws SQLException {
    PreparedStatement failed = statements.remove(sql);
    if (failed != null) {
      failed.close();
    }
  }

  /** Runs statements that are not worth keeping prepared. */
  void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
      if (statements.size() > MAX_STATEMENTS) {
        String eldest = statements.keySet().iterator().next();
        statements.remove(eldest).close();
      }
    }
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(index, null);
      case String text -> statement.setString(index, text);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Instant time -> statement.setLong(index, time.toEpochMilli());
      case OptionalLong number ->
          bind(statement, index, number.isEmpty() ? null : number.getAsLong());
      case Optional<?> optional -> bind(statement, index, optional.orElse(null));
      default -> throw new IllegalArgumentException("can't bind " + value.getClass());
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
