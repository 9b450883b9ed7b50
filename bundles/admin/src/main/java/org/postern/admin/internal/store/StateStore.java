package org.postern.admin.internal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * What the API itself has to remember over a restart: tasks, answers to idempotent calls, accounts
 * marked as deleted. A small SQLite file, {@code data/admin.db}; everything is on disk when a call
 * returns. Thread-safe.
 */
public final class StateStore implements AutoCloseable {
  private static final List<String> SCHEMA =
      List.of(
          """
          create table if not exists task(
            id text primary key, kind text not null, target text not null, owner text not null,
            owner_name text not null, state text not null, done integer not null,
            total integer not null, result text, problem text,
            created_at integer not null, updated_at integer not null) strict
          """,
          """
          create table if not exists answer(
            key text primary key, request text not null, sealed blob not null,
            created_at integer not null) strict
          """,
          "create index if not exists answer_age on answer(created_at)",
          """
          create table if not exists deleted(
            account text primary key, state text not null, deleted_at integer not null) strict
          """);

  private final Connection connection;

  /**
   * @param file made when it is missing
   */
  public StateStore(Path file) {
    try {
      Files.createDirectories(file.getParent());
      SQLiteConfig config = new SQLiteConfig();
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setBusyTimeout(5_000);
      SQLiteDataSource source = new SQLiteDataSource(config);
      source.setUrl("jdbc:sqlite:" + file);
      connection = source.getConnection();
      for (String ddl : SCHEMA) {
        execute(ddl);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * @return how many rows were changed
   */
  public synchronized int execute(String sql, Object... values) {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  public synchronized <T> List<T> query(RowReader<T> reader, String sql, Object... values) {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private static UncheckedIOException failure(SQLException e) {
    return new UncheckedIOException(new IOException("data/admin.db: " + e.getMessage(), e));
  }

  @Override
  public synchronized void close() {
    try (Connection closing = connection;
        Statement statement = closing.createStatement()) {
      statement.execute("pragma wal_checkpoint(truncate)");
    } catch (SQLException e) {
      throw failure(e);
    }
  }
}
