package org.postern.directory.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.directory.Account;
import org.postern.directory.Account.Quota;
import org.postern.directory.Account.State;
import org.postern.directory.Domain;

/** Records from rows: the columns here and the readers of them, side by side. */
final class Rows {
  static final String ACCOUNT =
      "seq, id, address, name, state, quota_bytes, quota_messages, protocols, hidden, created,"
          + " updated, revision";
  static final String DOMAIN =
      "seq, name, enabled, catch_all, quota_bytes, quota_messages, protocols, created, revision";

  private Rows() {}

  static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString(2),
        row.getString(3),
        row.getString(4),
        State.values()[row.getInt(5)],
        quota(row, 6),
        protocols(row.getString(8)),
        hidden(row.getString(9)),
        time(row, 10),
        time(row, 11),
        row.getLong(12));
  }

  static Domain domain(ResultSet row) throws SQLException {
    return new Domain(
        row.getString(2),
        row.getInt(3) != 0,
        Optional.ofNullable(row.getString(4)),
        quota(row, 5),
        protocols(row.getString(7)),
        time(row, 8),
        row.getLong(9));
  }

  private static Quota quota(ResultSet row, int column) throws SQLException {
    return new Quota(optionalLong(row, column), optionalLong(row, column + 1));
  }

  static OptionalLong optionalLong(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static Instant time(ResultSet row, int column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static Optional<Instant> optionalTime(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** Switches as {@code +pop3 -submission}. */
  static String packed(Map<String, Boolean> protocols) {
    return new TreeMap<>(protocols)
        .entrySet().stream()
            .map(entry -> (entry.getValue() ? "+" : "-") + entry.getKey())
            .collect(Collectors.joining(" "));
  }

  private static Map<String, Boolean> protocols(String packed) {
    if (packed.isEmpty()) {
      return Map.of();
    }
    Map<String, Boolean> protocols = new TreeMap<>();
    for (String word : packed.split(" ")) {
      protocols.put(word.substring(1), word.charAt(0) == '+');
    }
    return Collections.unmodifiableMap(protocols);
  }

  /** Names by protocol as {@code imap:IDLE imap:MOVE}. */
  static String packedNames(Map<String, Set<String>> names) {
    return names.entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(name -> entry.getKey() + ":" + name))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static Map<String, Set<String>> hidden(String packed) {
    if (packed.isEmpty()) {
      return Map.of();
    }
    Map<String, Set<String>> names = new TreeMap<>();
    for (String word : packed.split(" ")) {
      int colon = word.indexOf(':');
      names
          .computeIfAbsent(word.substring(0, colon), protocol -> new TreeSet<>())
          .add(word.substring(colon + 1));
    }
    names.replaceAll((protocol, those) -> Collections.unmodifiableSet(those));
    return Collections.unmodifiableMap(names);
  }
}
