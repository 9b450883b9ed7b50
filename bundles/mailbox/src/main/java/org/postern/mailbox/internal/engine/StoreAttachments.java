package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** {@link Attachments} in the segments, beside the messages. */
final class StoreAttachments implements Attachments {
  private static final String SELECT = "select id,msg,type,len from attachment";

  private final Committer committer;
  private final Readers readers;
  private final Bodies bodies;
  private final Leases leases;
  private final Incoming incoming;

  StoreAttachments(
      Committer committer, Readers readers, Bodies bodies, Leases leases, Incoming incoming) {
    this.committer = committer;
    this.readers = readers;
    this.bodies = bodies;
    this.leases = leases;
    this.incoming = incoming;
  }

  private static Attachment of(ResultSet r) throws SQLException {
    return new Attachment(r.getString(1), r.getLong(2), r.getString(3), r.getLong(4));
  }

  @Override
  public void store(long message, List<Upload> uploads) throws IOException {
    // One by one: together they may be larger than the memory.
    for (int i = 0; i < uploads.size(); i++) {
      Upload upload = uploads.get(i);
      try (Incoming.Body body = incoming.readPart(upload.content())) {
        committer.append(body.length(), tx -> store(tx, message, upload, body));
      }
    }
  }

  private static Void store(Tx tx, long message, Upload upload, Incoming.Body body)
      throws SQLException, IOException {
    Entry entry =
        new Entry(
            Entry.ATTACHMENT,
            message,
            body.facts().octets(),
            body.facts().crc(),
            0,
            0,
            false,
            List.of(),
            Entry.NOTHING,
            upload.id(),
            upload.type());
    tx.db()
        .first(
            "select ?1,seg,off,len,crc,0,0 from attachment where id=?2",
            Tx.Body::of,
            message,
            upload.id())
        .ifPresent(old -> tx.live(old.segment(), -old.length()));
    long offset = tx.write(entry, body);
    insert(tx.db(), entry, tx.segment(), offset);
    return null;
  }

  static void insert(Db db, Entry entry, int segment, long offset) throws SQLException {
    db.update(
        "insert or replace into attachment(id,msg,type,seg,off,len,crc) values(?,?,?,?,?,?,?)",
        entry.name(),
        entry.id(),
        entry.type(),
        segment,
        offset,
        entry.bodyLength(),
        entry.bodyCrc());
  }

  @Override
  public Optional<Attachment> find(String id) throws IOException {
    return readers.read(db -> db.first(SELECT + " where id=?", StoreAttachments::of, id));
  }

  @Override
  public List<Attachment> find(Collection<String> ids) throws IOException {
    return readers.read(
        db -> {
          List<Attachment> found = new ArrayList<>();
          for (String id : ids) {
            db.first(SELECT + " where id=?", StoreAttachments::of, id).ifPresent(found::add);
          }
          return found;
        });
  }

  @Override
  public List<Attachment> ofMessage(long message) throws IOException {
    return readers.read(
        db -> db.list(SELECT + " where msg=? order by id", StoreAttachments::of, message));
  }

  @Override
  public InputStream open(String id) throws IOException {
    long lease = leases.begin();
    try {
      Tx.Body body =
          readers.read(
              db ->
                  db.first(
                          "select msg,seg,off,len,crc,0,0 from attachment where id=?",
                          Tx.Body::of,
                          id)
                      .orElseThrow(
                          () ->
                              new EngineException.NoSuchMessage(
                                  "Attachment " + id + " is not in the store.")));
      InputStream stream = bodies.open(body, 0, Long.MAX_VALUE, lease);
      lease = -1;
      return stream;
    } finally {
      if (lease >= 0) {
        leases.end(lease);
      }
    }
  }
}
