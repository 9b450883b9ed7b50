package org.postern.mailbox.internal.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Threads: messages of one user that share a Message-ID among Message-ID, In-Reply-To and
 * References, and the base subject. Hashes of them are indexed; the user is hashed in, so that mail
 * of different users never meets.
 */
final class Threads {
  /** A message with more references joins by the first ones: the work is bounded. */
  private static final int MOST = 64;

  /** The subject's hash, then one of each Message-ID. */
  long[] hashes(Messages.ThreadKeys keys) {
    List<String> ids = keys.messageIds().stream().distinct().limit(MOST).toList();
    if (ids.isEmpty()) {
      return Entry.NO_KEYS;
    }
    MessageDigest digest = sha256();
    long[] hashes = new long[ids.size() + 1];
    hashes[0] = hash(digest, "", keys.baseSubject() == null ? "" : keys.baseSubject());
    for (int i = 1; i < hashes.length; i++) {
      hashes[i] = hash(digest, keys.user(), ids.get(i - 1));
    }
    return hashes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static long hash(MessageDigest digest, String scope, String text) {
    digest.update(scope.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  static byte[] bytes(long[] keys) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * keys.length);
    bytes.asLongBuffer().put(keys);
    return bytes.array();
  }

  static long[] longs(byte[] bytes) {
    if (bytes == null) {
      return Entry.NO_KEYS;
    }
    long[] keys = new long[bytes.length / 8];
    ByteBuffer.wrap(bytes).asLongBuffer().get(keys);
    return keys;
  }

  /** The oldest thread that shares a Message-ID and has this subject. */
  static OptionalLong find(Db db, long[] keys) throws SQLException {
    long found = Long.MAX_VALUE;
    for (int i = 1; i < keys.length; i++) {
      long thread =
          db.number(
              "select min(thread) from thread where key=? and subject=?"
                  + " having min(thread) is not null",
              Long.MAX_VALUE,
              keys[i],
              keys[0]);
      found = Math.min(found, thread);
    }
    return found == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(found);
  }

  /** Lets others find the thread of a message; one without keys is the only one of its thread. */
  static void save(Db db, long[] keys, long id, long thread) throws SQLException {
    for (int i = 1; i < keys.length; i++) {
      db.update(
          "insert or replace into thread(key,id,thread,subject) values(?,?,?,?)",
          keys[i],
          id,
          thread,
          keys[0]);
    }
    if (keys.length > 0 || thread != id) {
      db.update("insert or ignore into member(thread,id) values(?,?)", thread, id);
    }
  }

  /** The message is gone from a mailbox; it stays in the thread when it is in another one. */
  static void leave(Db db, long id, long thread) throws SQLException {
    db.update(
        "delete from member where thread=?1 and id=?2"
            + " and not exists(select 1 from msg where id=?2 and thread=?1)",
        thread,
        id);
  }

  /** The message is gone for good. */
  static void remove(Db db, long[] keys, long id) throws SQLException {
    for (long key : keys) {
      db.update("delete from thread where key=? and id=?", key, id);
    }
  }
}
