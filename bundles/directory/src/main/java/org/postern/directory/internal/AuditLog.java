package org.postern.directory.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.directory.Audit;
import org.postern.directory.DirectoryException;
import org.postern.directory.Page;

/**
 * The audit log in the directory's database. Every entry carries a SHA-256 over itself and the one
 * before it: {@link #findings} shows where somebody else's hands were. What is older than the
 * retention is removed from the oldest on; the anchor then keeps the seal that the chain goes on
 * from.
 */
final class AuditLog implements Audit {
  private static final int MAX_FIELD = 4_096;
  private static final String ANCHOR_SEQ = "audit-anchor-seq";
  private static final String ANCHOR_SEAL = "audit-anchor-seal";
  private static final String COLUMNS = "seq, at, actor, remote, action, target, outcome";
  private static final Listing<Entry> LISTING =
      new Listing<>(
          "audit",
          COLUMNS,
          AuditLog::entry,
          "-at",
          Map.of("at", Listing.Sort.number("at")),
          Optional.empty());

  private final Database database;

  AuditLog(Database database) {
    this.database = database;
  }

  @Override
  public void record(Entry given) throws DirectoryException {
    Entry entry =
        new Entry(
            "",
            Instant.ofEpochMilli(given.at().toEpochMilli()),
            bounded(given.actor()),
            bounded(given.remote()),
            bounded(given.action()),
            bounded(given.target()),
            given.changes(),
            bounded(given.outcome()));
    List<Map.Entry<String, String>> changes =
        entry.changes().entrySet().stream()
            .map(change -> Map.entry(bounded(change.getKey()), bounded(change.getValue())))
            .toList();
    database.changeQuietly(
        session -> {
          byte[] last =
              session
                  .one("select seal from audit order by seq desc limit 1", row -> row.getBytes(1))
                  .orElse(anchorSeal(session));
          session.run(
              "insert into audit (at, actor, remote, action, target, outcome, folded, seal) values"
                  + " (?, ?, ?, ?, ?, ?, ?, ?)",
              entry.at(),
              entry.actor(),
              entry.remote(),
              entry.action(),
              entry.target(),
              entry.outcome(),
              Texts.fold(String.join("\n", entry.actor(), entry.action(), entry.target())),
              seal(last, entry, changes));
          long seq = session.number("select last_insert_rowid()");
          for (int i = 0; i < changes.size(); i++) {
            session.run(
                "insert into audit_change (entry, position, field, value) values (?, ?, ?, ?)",
                seq,
                i,
                changes.get(i).getKey(),
                changes.get(i).getValue());
          }
        });
  }

  /** What a client sends must not fill the disk. */
  private static String bounded(String text) {
    return text.length() <= MAX_FIELD ? text : text.substring(0, MAX_FIELD - 1) + "…";
  }

  @Override
  public Page<Entry> entries(Page.Request request, Filter filter) throws DirectoryException {
    List<Listing.Where> where = new ArrayList<>();
    filter.actor().ifPresent(actor -> where.add(new Listing.Where("actor = ?", actor)));
    filter.target().ifPresent(target -> where.add(new Listing.Where("target = ?", target)));
    filter.action().ifPresent(action -> where.addAll(action(action)));
    filter.from().ifPresent(from -> where.add(new Listing.Where("at >= ?", from)));
    filter.to().ifPresent(to -> where.add(new Listing.Where("at < ?", to)));
    return database.read(
        session -> {
          Page<Entry> page = LISTING.page(session, request, where);
          List<Entry> whole = new ArrayList<>(page.items().size());
          for (Entry entry : page.items()) {
            whole.add(withChanges(session, entry));
          }
          return new Page<>(List.copyOf(whole), page.next());
        });
  }

  /** A whole area is a range of the index: '/' comes after '.'. */
  private static List<Listing.Where> action(String action) {
    return action.endsWith(".")
        ? List.of(
            new Listing.Where("action >= ?", action),
            new Listing.Where("action < ?", action.substring(0, action.length() - 1) + '/'))
        : List.of(new Listing.Where("action = ?", action));
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        Long.toString(row.getLong(1)),
        Rows.time(row, 2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        Map.of(),
        row.getString(7));
  }

  private static Entry withChanges(Session session, Entry entry) throws SQLException {
    Map<String, String> changes = new LinkedHashMap<>();
    for (Map.Entry<String, String> change : changes(session, Long.parseLong(entry.id()))) {
      changes.put(change.getKey(), change.getValue());
    }
    return new Entry(
        entry.id(),
        entry.at(),
        entry.actor(),
        entry.remote(),
        entry.action(),
        entry.target(),
        Collections.unmodifiableMap(changes),
        entry.outcome());
  }

  private static List<Map.Entry<String, String>> changes(Session session, long seq)
      throws SQLException {
    return session.list(
        "select field, value from audit_change where entry = ? order by position",
        row -> Map.entry(row.getString(1), row.getString(2)),
        seq);
  }

  /** The seal of the last entry that was removed; nothing when all are there. */
  private static byte[] anchorSeal(Session session) throws SQLException {
    return session
        .one("select value from setting where name = ?", row -> row.getBytes(1), ANCHOR_SEAL)
        .orElse(new byte[0]);
  }

  private record Aged(long seq, Instant at, byte[] seal) {}

  /**
   * Removes entries from the oldest on, as long as they are from before a moment: one that is newer
   * keeps all that were recorded after it, whatever the clock said, so that the chain stays whole.
   *
   * @param most how many at once, so that nobody waits long for the database
   * @return how many are gone; fewer than {@code most} when there is nothing more to remove
   */
  int trim(Instant before, int most) throws DirectoryException {
    int[] removed = {0};
    database.changeQuietly(
        session -> {
          Aged last = null;
          int count = 0;
          for (Aged oldest :
              session.list(
                  "select seq, at, seal from audit order by seq limit ?",
                  row -> new Aged(row.getLong(1), Rows.time(row, 2), row.getBytes(3)),
                  most)) {
            if (!oldest.at().isBefore(before)) {
              break;
            }
            last = oldest;
            count++;
          }
          if (last != null) {
            // First the anchor: up to it, and only up to it, the database lets entries go.
            keep(session, ANCHOR_SEQ, last.seq());
            keep(session, ANCHOR_SEAL, last.seal());
            session.run("delete from audit_change where entry <= ?", last.seq());
            session.run("delete from audit where seq <= ?", last.seq());
          }
          removed[0] = count;
        });
    return removed[0];
  }

  private static void keep(Session session, String name, Object value) throws SQLException {
    session.run(
        "insert into setting (name, value) values (?, ?)"
            + " on conflict (name) do update set value = excluded.value",
        name,
        value);
  }

  private record Sealed(Entry entry, byte[] seal) {}

  /** What is wrong with the chain: the first entry that does not fit, or nothing. */
  static Optional<String> findings(Session session) throws SQLException {
    byte[] last = anchorSeal(session);
    long seq = 0;
    while (true) {
      List<Sealed> part =
          session.list(
              "select " + COLUMNS + ", seal from audit where seq > ? order by seq limit 1000",
              row -> new Sealed(entry(row), row.getBytes(8)),
              seq);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      for (Sealed sealed : part) {
        seq = Long.parseLong(sealed.entry.id());
        if (!Arrays.equals(sealed.seal, seal(last, sealed.entry, changes(session, seq)))) {
          return Optional.of(
              "audit: entry " + seq + " or one right before it was changed or removed");
        }
        last = sealed.seal;
      }
    }
  }

  private static byte[] seal(byte[] last, Entry entry, List<Map.Entry<String, String>> changes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(last);
      digest.update(ByteBuffer.allocate(8).putLong(entry.at().toEpochMilli()).flip());
      List<String> fields =
          new ArrayList<>(
              List.of(
                  entry.actor(), entry.remote(), entry.action(), entry.target(), entry.outcome()));
      changes.forEach(change -> fields.addAll(List.of(change.getKey(), change.getValue())));
      for (String field : fields) {
        byte[] octets = field.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(octets.length).flip());
        digest.update(octets);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The platform has no SHA-256", e);
    }
  }
}
