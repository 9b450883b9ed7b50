package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** {@link Mailboxes} in the index. */
final class StoreMailboxes implements Mailboxes {
  /** Octets of a namespace, user or mailbox name in UTF-8. */
  static final int MAX_NAME = 4096;

  private static final long MAX_UID_VALIDITY = (1L << 32) - 1;
  private static final String BOX = "select id,namespace,user,name,uidvalidity,shared from box";

  /** Sorts behind everything that begins with what stands before it. */
  private static final String LAST = Character.toString(0x10FFFF);

  private final Committer committer;
  private final Readers readers;
  private final Keywords keywords;
  private final Rows rows;

  StoreMailboxes(Committer committer, Readers readers, Keywords keywords) {
    this.committer = committer;
    this.readers = readers;
    this.keywords = keywords;
    this.rows = new Rows(keywords);
  }

  private record Found(Box box, boolean shared) {
    static Found of(ResultSet r) throws SQLException {
      return new Found(
          new Box(
              r.getLong(1), r.getString(2), r.getString(3), r.getString(4), r.getLong(5), Map.of()),
          r.getInt(6) != 0);
    }
  }

  private static List<Box> boxes(Db db, String where, Object... args) throws SQLException {
    List<Box> boxes = new ArrayList<>();
    for (Found found : db.list(BOX + where, Found::of, args)) {
      Box b = found.box;
      boxes.add(
          found.shared
              ? new Box(b.id(), b.namespace(), b.user(), b.name(), b.uidValidity(), acl(db, b.id()))
              : b);
    }
    return boxes;
  }

  private static Map<String, String> acl(Db db, long id) throws SQLException {
    Map<String, String> acl = new TreeMap<>();
    db.list(
        "select entry,rights from acl where mb=?",
        r -> acl.put(r.getString(1), r.getString(2)),
        id);
    return Collections.unmodifiableMap(acl);
  }

  private static Box existing(Db db, long id) throws SQLException, EngineException.NoSuchMailbox {
    List<Box> found = boxes(db, " where id=?", id);
    if (found.isEmpty()) {
      throw noSuch(id);
    }
    return found.getFirst();
  }

  private static EngineException.NoSuchMailbox noSuch(long id) {
    return new EngineException.NoSuchMailbox("There is no mailbox with id " + id);
  }

  private static void requireFree(Db db, String namespace, String user, String name)
      throws SQLException, EngineException {
    for (String part : new String[] {namespace, user, name}) {
      if (Entry.utf8(part).length > MAX_NAME) {
        throw new EngineException("A mailbox name may have " + MAX_NAME + " octets, not more.");
      }
    }
    if (db.exists(
        "select 1 from box where user=? and namespace=? and name=?", user, namespace, name)) {
      throw new EngineException.MailboxExists("There is a mailbox " + name + " already.");
    }
  }

  @Override
  public Box create(String namespace, String user, String name) throws IOException {
    return create(namespace, user, name, 0);
  }

  @Override
  public Box create(String namespace, String user, String name, long uidValidity)
      throws IOException {
    if (uidValidity < 0 || uidValidity > MAX_UID_VALIDITY) {
      throw new IllegalArgumentException("uidvalidity " + uidValidity + " is not 1..2^32-1");
    }
    return committer.change(
        tx -> {
          requireFree(tx.db(), namespace, user, name);
          long id = tx.counter("nextbox", 1, 1);
          long validity = uidValidity == 0 ? uidValidity(tx) : uidValidity;
          insert(tx.db(), id, namespace, user, name, validity);
          return new Box(id, namespace, user, name, validity, Map.of());
        });
  }

  static void insert(Db db, long id, String namespace, String user, String name, long validity)
      throws SQLException {
    db.update(
        "insert into box(id,namespace,user,name,uidvalidity,uidnext,modseq,messages,unseen,recent,"
            + "deleted,bytes) values(?,?,?,?,?,1,0,0,0,0,0,0)",
        id,
        namespace,
        user,
        name,
        validity);
  }

  /** The time, but never one that was used: RFC 9051 2.3.1.1. */
  private static long uidValidity(Tx tx) throws SQLException {
    long now = System.currentTimeMillis() / 1000;
    long last = tx.db().number("select v from store where k='uidvalidity'", 0);
    long next = Math.max(now, last + 1);
    while (tx.db().exists("select 1 from box where uidvalidity=?", next)) {
      next++;
    }
    tx.db().update("insert or replace into store(k,v) values('uidvalidity',?)", next);
    return next;
  }

  /** Gives every mailbox a uidvalidity that none had before, in one transaction. */
  static void renewUidValidities(Db db) throws SQLException {
    db.execute("begin immediate");
    long next =
        Math.max(
            System.currentTimeMillis() / 1000,
            1
                + db.number(
                    "select max(coalesce((select v from store where k='uidvalidity'),0),"
                        + "coalesce((select max(uidvalidity) from box),0))",
                    0));
    for (long id : db.list("select id from box order by id", r -> r.getLong(1))) {
      db.update("update box set uidvalidity=? where id=?", next++, id);
    }
    db.update("insert or replace into store(k,v) values('uidvalidity',?)", next - 1);
    db.execute("commit");
  }

  @Override
  public Box rename(long id, String namespace, String user, String name) throws IOException {
    return committer.change(
        tx -> {
          Box box = existing(tx.db(), id);
          if (!(box.namespace().equals(namespace)
              && box.user().equals(user)
              && box.name().equals(name))) {
            requireFree(tx.db(), namespace, user, name);
            move(tx, id, namespace, user, name);
          }
          return existing(tx.db(), id);
        });
  }

  private static void move(Tx tx, long id, String namespace, String user, String name)
      throws SQLException {
    tx.stale(id);
    tx.db()
        .update("update box set namespace=?,user=?,name=? where id=?", namespace, user, name, id);
  }

  @Override
  public List<Box> renameTree(long id, String namespace, String user, String name, char delimiter)
      throws IOException {
    return committer.change(
        tx -> {
          Db db = tx.db();
          Box root = existing(db, id);
          List<Box> tree = new ArrayList<>();
          tree.add(root);
          tree.addAll(below(db, root, delimiter));
          // All out of the way first: a new name may be the old one of another of them.
          for (Box box : tree) {
            move(tx, box.id(), box.namespace(), box.user(), "\u0001" + box.id());
          }
          List<Box> renamed = new ArrayList<>();
          for (Box box : tree) {
            String to = name + box.name().substring(root.name().length());
            requireFree(db, namespace, user, to);
            move(tx, box.id(), namespace, user, to);
            renamed.add(existing(db, box.id()));
          }
          return renamed;
        });
  }

  private static List<Box> below(Db db, Box box, char delimiter) throws SQLException {
    String prefix = box.name() + delimiter;
    return boxes(
        db,
        " where user=? and namespace=? and name>=? and name<? order by name",
        box.user(),
        box.namespace(),
        prefix,
        prefix + LAST);
  }

  @Override
  public boolean delete(long id) throws IOException {
    return committer.change(
        tx -> {
          if (!tx.db().exists("select 1 from box where id=?", id)) {
            return false;
          }
          Removal.mailbox(tx, id, rows);
          return true;
        });
  }

  @Override
  public void purge(String user) throws IOException {
    // Mailbox by mailbox: a large account must not hold up everybody's mail.
    for (Box box : readers.read(db -> boxes(db, " where user=?", user))) {
      delete(box.id());
    }
    committer.change(
        tx -> {
          tx.db().update("delete from subscription where user=?", user);
          for (String namespace :
              tx.db().list("select distinct root from usage", r -> r.getString(1))) {
            if (namespace.endsWith("&" + user)) {
              tx.db().update("delete from usage where root=?", namespace);
            }
          }
          return null;
        });
  }

  @Override
  public Optional<Box> find(long id) throws IOException {
    return readers.read(db -> boxes(db, " where id=?", id)).stream().findFirst();
  }

  @Override
  public Optional<Box> find(String namespace, String user, String name) throws IOException {
    return readers
        .read(db -> boxes(db, " where user=? and namespace=? and name=?", user, namespace, name))
        .stream()
        .findFirst();
  }

  @Override
  public List<Box> list(String namespace, String user, String prefix) throws IOException {
    return readers.read(
        db ->
            boxes(
                db,
                " where user=? and namespace=? and name>=? and name<? order by name",
                user,
                namespace,
                prefix,
                prefix + LAST));
  }

  @Override
  public List<Box> list(String namespace, String prefix) throws IOException {
    return readers.read(
        db ->
            boxes(
                db,
                " where namespace=? and name>=? and name<? order by name,user",
                namespace,
                prefix,
                prefix + LAST));
  }

  @Override
  public List<Box> list() throws IOException {
    return readers.read(db -> boxes(db, " order by user,namespace,name"));
  }

  @Override
  public boolean hasChildren(long id, char delimiter) throws IOException {
    return readers.read(db -> !below(db, existing(db, id), delimiter).isEmpty());
  }

  @Override
  public long count(String namespace, String user) throws IOException {
    return readers.read(
        db ->
            db.number("select count(*) from box where user=? and namespace=?", 0, user, namespace));
  }

  @Override
  public List<Box> withAclEntry(String entry) throws IOException {
    return readers.read(
        db -> boxes(db, " where id in (select mb from acl where entry=?) order by name", entry));
  }

  @Override
  public Map<String, String> updateAcl(long id, UnaryOperator<Map<String, String>> change)
      throws IOException {
    return committer.change(
        tx -> {
          Db db = tx.db();
          Map<String, String> now = new TreeMap<>(change.apply(existing(db, id).acl()));
          db.update("delete from acl where mb=?", id);
          for (Map.Entry<String, String> entry : now.entrySet()) {
            db.update(
                "insert into acl(mb,entry,rights) values(?,?,?)",
                id,
                entry.getKey(),
                entry.getValue());
          }
          db.update("update box set shared=? where id=?", now.isEmpty() ? 0 : 1, id);
          return Collections.unmodifiableMap(now);
        });
  }

  @Override
  public Counters counters(long id) throws IOException {
    return readers.read(db -> counters(db, id).orElseThrow(() -> noSuch(id)));
  }

  static Optional<Counters> counters(Db db, long id) throws SQLException {
    return db.first(
        "select messages,unseen,recent,deleted,bytes,uidnext,modseq from box where id=?",
        r ->
            new Counters(
                r.getLong(1),
                r.getLong(2),
                r.getLong(3),
                r.getLong(4),
                r.getLong(5),
                r.getLong(6),
                r.getLong(7)),
        id);
  }

  @Override
  public long nextUid(long id) throws IOException {
    return committer.change(tx -> Appender.uid(tx, tx.change(id), 0));
  }

  @Override
  public long nextModSeq(long id) throws IOException {
    return committer.change(tx -> tx.change(id).nextModSeq());
  }

  @Override
  public Set<String> keywords(long id) throws IOException {
    return readers.read(
        db -> {
          Set<String> all = new java.util.TreeSet<>(String.CASE_INSENSITIVE_ORDER);
          for (long set : db.list("select kw from boxkw where mb=?", r -> r.getLong(1), id)) {
            all.addAll(keywords.words(db, set));
          }
          return all;
        });
  }

  @Override
  public Map<String, String> annotations(long id) throws IOException {
    return readers.read(
        db -> {
          Map<String, String> all = new TreeMap<>();
          db.list(
              "select k,v from annotation where mb=?",
              r -> all.put(r.getString(1), r.getString(2)),
              id);
          return all;
        });
  }

  @Override
  public void annotate(long id, Map<String, Optional<String>> values, long most)
      throws IOException {
    committer.change(
        tx -> {
          tx.box(id);
          long before = annotated(tx.db(), id);
          for (Map.Entry<String, Optional<String>> each : values.entrySet()) {
            if (each.getValue().isPresent()) {
              tx.db()
                  .update(
                      "insert or replace into annotation(mb,k,v) values(?,?,?)",
                      id,
                      each.getKey(),
                      each.getValue().get());
            } else {
              tx.db().update("delete from annotation where mb=? and k=?", id, each.getKey());
            }
          }
          long now = annotated(tx.db(), id);
          if (now > before && now > most) {
            throw new EngineException.TooManyAnnotations(
                "A mailbox may have " + most + " annotations");
          }
          return null;
        });
  }

  private static long annotated(Db db, long id) throws SQLException {
    return db.number("select count(*) from annotation where mb=?", 0, id);
  }

  @Override
  public List<String> subscriptions(String user) throws IOException {
    return readers.read(
        db ->
            db.list(
                "select name from subscription where user=? order by name",
                r -> r.getString(1),
                user));
  }

  @Override
  public void subscribe(String user, String name) throws IOException {
    committer.change(
        tx -> tx.db().update("insert or ignore into subscription values(?,?)", user, name));
  }

  @Override
  public void unsubscribe(String user, String name) throws IOException {
    committer.change(
        tx -> tx.db().update("delete from subscription where user=? and name=?", user, name));
  }
}
