package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;

/** {@link Quotas}: sums over the mailboxes' counters, with corrections in a table. */
final class StoreQuotas implements Quotas {
  private final Committer committer;
  private final Readers readers;
  private final QuotaGate gate = new QuotaGate();

  StoreQuotas(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  private static Usage of(Db db, String root) throws SQLException {
    Usage stored = corrections(db, root);
    Usage sum = sum(db, root);
    return new Usage(sum.messages() + stored.messages(), sum.bytes() + stored.bytes());
  }

  private static Usage corrections(Db db, String root) throws SQLException {
    return db.first(
            "select messages,bytes from usage where root=?",
            r -> new Usage(r.getLong(1), r.getLong(2)),
            root)
        .orElse(new Usage(0, 0));
  }

  private static Usage sum(Db db, String root) throws SQLException {
    // Namespaces ("#private") have no ampersand; users may.
    int split = root.indexOf('&');
    if (split < 0) {
      return new Usage(0, 0);
    }
    return db.first(
            "select coalesce(sum(messages),0),coalesce(sum(bytes),0) from box"
                + " where user=? and namespace=?",
            r -> new Usage(r.getLong(1), r.getLong(2)),
            root.substring(split + 1),
            root.substring(0, split))
        .orElseThrow();
  }

  @Override
  public Usage usage(String root) throws IOException {
    return readers.read(db -> of(db, root));
  }

  @Override
  public void add(String root, long messages, long bytes) throws IOException {
    committer.change(
        tx -> {
          Usage now = corrections(tx.db(), root);
          put(tx.db(), root, now.messages() + messages, now.bytes() + bytes);
          return null;
        });
  }

  @Override
  public void set(String root, long messages, long bytes) throws IOException {
    committer.change(
        tx -> {
          tx.flush();
          Usage sum = sum(tx.db(), root);
          put(tx.db(), root, messages - sum.messages(), bytes - sum.bytes());
          return null;
        });
  }

  private static void put(Db db, String root, long messages, long bytes) throws SQLException {
    if (messages == 0 && bytes == 0) {
      db.update("delete from usage where root=?", root);
    } else {
      db.update(
          "insert or replace into usage(root,messages,bytes) values(?,?,?)", root, messages, bytes);
    }
  }

  @Override
  public <R, E extends Exception> Hold<R> hold(
      String root, long messages, long bytes, Check<R, E> check) throws E, InterruptedException {
    return gate.hold(root, messages, bytes, check);
  }

  @Override
  public OptionalLong limit(String key) throws IOException {
    return readers.read(
        db -> {
          long value = db.number("select v from quota where k=?", Long.MIN_VALUE, key);
          return value == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(value);
        });
  }

  @Override
  public void setLimit(String key, long value) throws IOException {
    committer.change(
        tx -> tx.db().update("insert or replace into quota(k,v) values(?,?)", key, value));
  }

  @Override
  public void removeLimit(String key) throws IOException {
    committer.change(tx -> tx.db().update("delete from quota where k=?", key));
  }
}
