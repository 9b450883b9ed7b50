package org.postern.mailbox.internal.engine;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** The tables of the index and how older ones become the present ones. */
final class Schema {
  /** Each step brings user_version from its position to the next. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "create table store(k text primary key, v integer not null) without rowid, strict",
              // Ids come from 'nextbox' of the table store: never reused.
              """
              create table box(id integer primary key, user text not null, namespace text not null,
                name text not null, uidvalidity integer not null, uidnext integer not null,
                modseq integer not null, messages integer not null, unseen integer not null,
                recent integer not null, deleted integer not null, bytes integer not null,
                gonefloor integer not null default 0, shared integer not null default 0) strict""",
              "create unique index box_path on box(user, namespace, name)",
              // flags: Flags bits, keyword set << 8
              """
              create table msg(mb integer, uid integer, modseq integer not null,
                flags integer not null, size integer not null, idate integer not null,
                sdate integer not null, id integer not null, thread integer not null,
                primary key(mb, uid)) without rowid, strict""",
              // Ids are given by arrival: one page of it is written, not one a mailbox.
              "create index msg_id on msg(id)",
              """
              create table body(id integer primary key, seg integer not null, off integer not null,
                len integer not null, crc integer not null, head integer not null,
                lines integer not null, plain integer not null, keys blob, env blob) strict""",
              """
              create table seg(id integer primary key, size integer not null, live integer not null,
                sealed integer not null) strict""",
              """
              create table gone(mb integer, modseq integer, lo integer, hi integer not null,
                primary key(mb, modseq, lo)) without rowid, strict""",
              "create table kwset(id integer primary key, words text not null unique) strict",
              """
              create table boxkw(mb integer, kw integer, primary key(mb, kw))
                without rowid, strict""",
              """
              create table acl(mb integer, entry text, rights text not null,
                primary key(mb, entry)) without rowid, strict""",
              "create index acl_entry on acl(entry)",
              """
              create table annotation(mb integer, k text, v text not null, primary key(mb, k))
                without rowid, strict""",
              """
              create table subscription(user text, name text, primary key(user, name))
                without rowid, strict""",
              """
              create table usage(root text primary key, messages integer not null,
                bytes integer not null) without rowid, strict""",
              "create table quota(k text primary key, v integer not null) without rowid, strict",
              // key: hash of user and Message-ID
              """
              create table thread(key integer, id integer, thread integer not null,
                subject integer not null, primary key(key, id)) without rowid, strict""",
              // A message without keys is the only one of its thread and has no row here.
              """
              create table member(thread integer, id integer, primary key(thread, id))
                without rowid, strict""",
              """
              create table attachment(id text primary key, msg integer not null,
                type text not null, seg integer not null, off integer not null,
                len integer not null, crc integer not null) without rowid, strict""",
              "create index attachment_msg on attachment(msg)"),
          // Structure and envelope, packed; null until they are computed.
          List.of("alter table body add column facts blob"),
          // EXPUNGE finds its messages by it: they are few, and most changes of flags pass it by.
          List.of("create index msg_deleted on msg(mb, uid) where flags & 2 <> 0"));

  private Schema() {}

  /** Opens the index for writing; everything that is committed is on disk. */
  static Db openWriter(Path file) throws SQLException {
    return Db.open(
        file,
        "page_size=4096",
        "journal_mode=WAL",
        "synchronous=FULL",
        // Checkpoints are made beside the committer, see Checkpoints.
        "wal_autocheckpoint=0",
        "journal_size_limit=67108864",
        "cache_size=-32768",
        "temp_store=MEMORY");
  }

  static long version(Db db) throws SQLException {
    return db.number("pragma user_version", 0);
  }

  /** Makes or migrates the tables, in one transaction a step. */
  static void migrate(Db db) throws SQLException, EngineException.Corrupt {
    long version = version(db);
    if (version > STEPS.size()) {
      throw new EngineException.Corrupt(
          "The index has format "
              + version
              + ", made by a newer Postern; this one reads up to "
              + STEPS.size()
              + ". Run the newer one, or restore a backup of this one.");
    }
    for (int step = (int) version; step < STEPS.size(); step++) {
      db.execute("begin immediate");
      for (String sql : STEPS.get(step)) {
        db.execute(sql);
      }
      db.execute("pragma user_version=" + (step + 1));
      db.execute("commit");
    }
  }
}
