package org.postern.mailbox.internal.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** One SQLite connection with its statements, prepared once. For one thread at a time. */
final class Db implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Db.class);

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  @FunctionalInterface
  interface Mapper<T> {
    T of(ResultSet row) throws SQLException;
  }

  private Db(Connection connection) {
    this.connection = connection;
  }

  static Db open(Path file, String... pragmas) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // Each connection is used by one thread at a time: SQLite's own mutexes are not needed.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    config.setBusyTimeout(10_000);
    // Else the driver prepares a query for the rowid after each insert.
    config.setGetGeneratedKeys(false);
    // DriverManager doesn't find the driver in OSGi.
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    Db db = new Db(source.getConnection());
    try {
      for (String pragma : pragmas) {
        db.execute("pragma " + pragma);
      }
      return db;
    } catch (SQLException e) {
      db.close();
      throw e;
    }
  }

  /** Runs a statement that isn't kept; what it returns is dropped. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  PreparedStatement bind(String sql, Object... args) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case Long l -> statement.setLong(i + 1, l);
        case Integer n -> statement.setInt(i + 1, n);
        case byte[] b -> statement.setBytes(i + 1, b);
        case String s -> statement.setString(i + 1, s);
        case null, default -> statement.setObject(i + 1, args[i]);
      }
    }
    return statement;
  }

  int update(String sql, Object... args) throws SQLException {
    return bind(sql, args).executeUpdate();
  }

  <T> List<T> list(String sql, Mapper<T> mapper, Object... args) throws SQLException {
    List<T> list = new ArrayList<>();
    try (ResultSet rows = bind(sql, args).executeQuery()) {
      while (rows.next()) {
        list.add(mapper.of(rows));
      }
    }
    return list;
  }

  <T> Optional<T> first(String sql, Mapper<T> mapper, Object... args) throws SQLException {
    try (ResultSet rows = bind(sql, args).executeQuery()) {
      return rows.next() ? Optional.of(mapper.of(rows)) : Optional.empty();
    }
  }

  /** The first column of the first row; {@code none} when there is no row. */
  long number(String sql, long none, Object... args) throws SQLException {
    try (ResultSet rows = bind(sql, args).executeQuery()) {
      return rows.next() ? rows.getLong(1) : none;
    }
  }

  boolean exists(String sql, Object... args) throws SQLException {
    try (ResultSet rows = bind(sql, args).executeQuery()) {
      return rows.next();
    }
  }

  /** After a failure: the driver has given up the statement that failed, for good. */
  void reset() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }

  /** Closes what has failed, or is closed already: how that goes tells nothing new. */
  void discard() {
    try {
      statements.clear();
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection to the index could not be closed", e);
    }
  }

  @Override
  public void close() throws SQLException {
    reset();
    connection.close();
  }
}
