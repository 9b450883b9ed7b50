package org.postern.directory.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postern.directory.Account;
import org.postern.directory.Account.Quota;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;

/** Single entries by name or id, from memory for as long as nothing changes. */
final class Reads {
  private static final String ALL = "";
  private static final String SERVER_QUOTA = "server-quota";

  private final ExactCache<String, Optional<Account>> accounts;
  private final ExactCache<String, Optional<Domain>> domains;
  private final ExactCache<String, Quota> serverQuota;

  Reads(Database database) {
    this.accounts = new ExactCache<>(database, 50_000, found -> found.isPresent() ? 1 : 0);
    this.domains = new ExactCache<>(database, 10_000, found -> found.isPresent() ? 1 : 0);
    this.serverQuota = new ExactCache<>(database, 1, quota -> 1);
  }

  Optional<Account> account(String id) throws DirectoryException {
    return accounts.get(id, Accounts::find);
  }

  Optional<Domain> domain(String canonical) throws DirectoryException {
    return domains.get(canonical, Domains::find);
  }

  Quota serverQuota() throws DirectoryException {
    return serverQuota.get(ALL, (session, key) -> serverQuota(session));
  }

  static Quota serverQuota(Session session) throws SQLException {
    return session
        .one(
            "select value from setting where name = ?",
            row -> decode(row.getBytes(1)),
            SERVER_QUOTA)
        .orElse(Quota.INHERITED);
  }

  static void setServerQuota(Session session, Quota quota) throws SQLException {
    session.run(
        "insert or replace into setting (name, value) values (?, ?)", SERVER_QUOTA, encode(quota));
  }

  /** Both limits, -1 for none. */
  private static byte[] encode(Quota quota) {
    return ByteBuffer.allocate(16)
        .putLong(quota.bytes().orElse(-1))
        .putLong(quota.messages().orElse(-1))
        .array();
  }

  private static Quota decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Quota(limit(buffer.getLong()), limit(buffer.getLong()));
  }

  private static java.util.OptionalLong limit(long value) {
    return value < 0 ? java.util.OptionalLong.empty() : java.util.OptionalLong.of(value);
  }

  /** The domain of logins without one: as set, else the only one there is. */
  static Optional<String> defaultDomain(Session session, String setting) throws SQLException {
    if (!setting.isEmpty()) {
      return Optional.of(setting);
    }
    List<String> first = session.list("select name from domain limit 2", row -> row.getString(1));
    return first.size() == 1 ? Optional.of(first.getFirst()) : Optional.empty();
  }

  /** An answer that may fail. */
  interface Answer<T> {
    T get() throws DirectoryException;
  }

  /**
   * For the methods whose callers can't be refused: the database is gone, which is an I/O error.
   */
  static <T> T orThrow(Answer<T> answer) {
    try {
      return answer.get();
    } catch (DirectoryException e) {
      throw new UncheckedIOException(e.getMessage(), new IOException(e));
    }
  }
}
