package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** {@link Attachments} in the segments, beside the messages. */
final class StoreAttachments implements Attachments {
  private static final String SELECT = "select id,msg,type,len from attachment";

  private final Committer committer;
  private final Readers readers;
  private final Bodies bodies;
  private final Leases leases;

  StoreAttachments(Committer committer, Readers readers, Bodies bodies, Leases leases) {
    this.committer = committer;
    this.readers = readers;
    this.bodies = bodies;
    this.leases = leases;
  }

  private static Attachment of(ResultSet r) throws SQLException {
    return new Attachment(r.getString(1), r.getLong(2), r.getString(3), r.getLong(4));
  }

  @Override
  public void store(long message, List<Upload> uploads) throws IOException {
    List<byte[]> contents = new ArrayList<>(uploads.size());
    long bytes = 0;
    for (Upload upload : uploads) {
      try (InputStream in = upload.content().open()) {
        contents.add(in.readAllBytes());
        bytes += contents.getLast().length;
      }
    }
    if (!uploads.isEmpty()) {
      committer.append(
          bytes,
          tx -> {
            for (int i = 0; i < contents.size(); i++) {
              store(tx, message, uploads.get(i), contents.get(i));
            }
            return null;
          });
    }
  }

  private static void store(Tx tx, long message, Upload upload, byte[] content)
      throws SQLException, IOException {
    CRC32C crc = new CRC32C();
    crc.update(content);
    Entry entry =
        new Entry(
            Entry.ATTACHMENT,
            message,
            content.length,
            (int) crc.getValue(),
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
    long offset = tx.write(entry, content, content.length);
    insert(tx.db(), entry, tx.segment(), offset);
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
