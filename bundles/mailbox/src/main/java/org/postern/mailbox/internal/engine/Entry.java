package org.postern.mailbox.internal.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The head of a record in a segment; the body follows it. It tells all that the index needs, so
 * that appends can be replayed.
 *
 * <pre>
 *  0 int magic     4 int octets of the head    8 long octets of the body
 * 16 int CRC32C of the head, this field as 0   20 int CRC32C of the body
 * 24 byte kind, byte plain, 2 spare            28 int targets
 * 32 long id      40 long header octets       48 long lines              56 int octets of env
 * then the targets, env, and for an attachment its id and type
 * </pre>
 *
 * The last target of a {@link #REPLACEMENT} is the message that it took the place of.
 *
 * @param kind see the constants
 * @param id of the message (of an attachment: whose it is)
 * @param name an attachment's id, else empty
 * @param type an attachment's media type, else empty
 */
record Entry(
    byte kind,
    long id,
    long bodyLength,
    int bodyCrc,
    long headerLength,
    long lines,
    boolean plain,
    List<Place> places,
    byte[] env,
    String name,
    String type) {

  static final int MAGIC = 0x50535431; // PST1
  static final int FIXED = 60;
  static final byte MESSAGE = 1;
  static final byte ATTACHMENT = 2;

  /** A message that was moved out of another segment: its places are all it had by then. */
  static final byte MOVED = 3;

  /** A message that took the place of another, which left in the same transaction. */
  static final byte REPLACEMENT = 4;

  /** Heads are small; anything larger is damage. */
  static final int MAX_HEAD = 64 << 20;

  private static final int PLACE_FIXED = 8 * 7 + 4 + 4;
  static final long[] NO_KEYS = {};
  static final byte[] NOTHING = {};

  /**
   * Where the message is: a row of the index, with its mailbox by name for a rebuild.
   *
   * @param keys hashes by which other messages find the thread; the subject's is the first
   */
  record Place(
      long mailbox,
      long uid,
      long modSeq,
      long internalDate,
      long saveDate,
      long uidValidity,
      int flags,
      long thread,
      long[] keys,
      byte[] namespace,
      byte[] user,
      byte[] name,
      byte[] keywords) {

    static Place of(Messages.Row row, BoxState box, long[] keys) {
      Flags flags = row.flags();
      return new Place(
          box.id,
          row.uid(),
          row.modSeq(),
          row.internalDate(),
          row.saveDate(),
          box.uidValidity,
          flags.system(),
          row.thread(),
          keys,
          box.namespaceUtf8,
          box.userUtf8,
          box.nameUtf8,
          flags.keywords().isEmpty() ? NOTHING : utf8(Keywords.join(flags)));
    }

    /** Where a message was that is removed with this modseq. */
    static Place left(Messages.Row row, BoxState box, long modSeq) {
      return new Place(
          box.id,
          row.uid(),
          modSeq,
          row.internalDate(),
          row.saveDate(),
          box.uidValidity,
          0,
          row.thread(),
          NO_KEYS,
          box.namespaceUtf8,
          box.userUtf8,
          box.nameUtf8,
          NOTHING);
    }

    int octets() {
      return PLACE_FIXED
          + 8 * keys.length
          + 8
          + namespace.length
          + user.length
          + name.length
          + keywords.length;
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  int octets() {
    int n = FIXED + env.length;
    for (Place place : places) {
      n += place.octets();
    }
    if (kind == ATTACHMENT) {
      n += 4 + utf8(name).length + utf8(type).length;
    }
    return n;
  }

  /** Writes the head at the buffer's position. */
  void write(ByteBuffer out, CRC32C crc) {
    int start = out.position();
    int octets = octets();
    out.putInt(MAGIC).putInt(octets).putLong(bodyLength).putInt(0).putInt(bodyCrc);
    out.put(kind).put((byte) (plain ? 1 : 0)).putShort((short) 0).putInt(places.size());
    out.putLong(id).putLong(headerLength).putLong(lines).putInt(env.length);
    for (Place p : places) {
      out.putLong(p.mailbox).putLong(p.uid).putLong(p.modSeq).putLong(p.internalDate);
      out.putLong(p.saveDate).putLong(p.uidValidity).putInt(p.flags).putLong(p.thread);
      out.putInt(p.keys.length);
      for (long key : p.keys) {
        out.putLong(key);
      }
      putText(out, p.namespace);
      putText(out, p.user);
      putText(out, p.name);
      putText(out, p.keywords);
    }
    out.put(env);
    if (kind == ATTACHMENT) {
      putText(out, utf8(name));
      putText(out, utf8(type));
    }
    crc.reset();
    crc.update(out.slice(start, octets));
    out.putInt(start + 16, (int) crc.getValue());
  }

  private static void putText(ByteBuffer out, byte[] utf8) {
    if (utf8.length > 0xFFFF) {
      throw new IllegalArgumentException("A name of " + utf8.length + " octets is too long");
    }
    out.putShort((short) utf8.length).put(utf8);
  }

  private static byte[] getText(ByteBuffer in) {
    byte[] utf8 = new byte[in.getShort() & 0xFFFF];
    in.get(utf8);
    return utf8;
  }

  private static long[] getKeys(ByteBuffer in) {
    long[] keys = new long[in.getInt()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = in.getLong();
    }
    return keys;
  }

  /** The octets of the head that begins with these {@link #FIXED}; -1 when there is none. */
  static int headOctets(ByteBuffer fixed) {
    int at = fixed.position();
    int octets = fixed.getInt(at + 4);
    boolean head =
        fixed.getInt(at) == MAGIC
            && octets >= FIXED
            && octets <= MAX_HEAD
            && fixed.getLong(at + 8) >= 0;
    return head ? octets : -1;
  }

  /** Reads a whole head; null when its checksum is wrong. */
  static Entry read(ByteBuffer head) {
    int at = head.position();
    CRC32C crc = new CRC32C();
    int stored = head.getInt(at + 16);
    crc.update(head.slice(at, 16));
    crc.update(new byte[4]);
    crc.update(head.slice(at + 20, head.limit() - at - 20));
    if (stored != (int) crc.getValue()) {
      return null;
    }
    head.position(at + 8);
    final long bodyLength = head.getLong();
    head.getInt();
    final int bodyCrc = head.getInt();
    final byte kind = head.get();
    final boolean plain = head.get() != 0;
    head.getShort();
    final int count = head.getInt();
    final long id = head.getLong();
    final long headerLength = head.getLong();
    final long lines = head.getLong();
    byte[] env = new byte[head.getInt()];
    List<Place> places = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      places.add(
          new Place(
              head.getLong(),
              head.getLong(),
              head.getLong(),
              head.getLong(),
              head.getLong(),
              head.getLong(),
              head.getInt(),
              head.getLong(),
              getKeys(head),
              getText(head),
              getText(head),
              getText(head),
              getText(head)));
    }
    head.get(env);
    String name = kind == ATTACHMENT ? text(getText(head)) : "";
    String type = kind == ATTACHMENT ? text(getText(head)) : "";
    return new Entry(
        kind, id, bodyLength, bodyCrc, headerLength, lines, plain, places, env, name, type);
  }

  /** Where the message is. */
  List<Place> arrivals() {
    return kind == REPLACEMENT ? places.subList(0, places.size() - 1) : places;
  }

  /** Where the message was that it replaces, with the modseq of its removal. */
  Optional<Place> replaced() {
    return kind == REPLACEMENT ? Optional.of(places.getLast()) : Optional.empty();
  }

  /** The same message, moved out of its segment. */
  Entry moved(List<Place> now) {
    return new Entry(
        MOVED, id, bodyLength, bodyCrc, headerLength, lines, plain, now, env, name, type);
  }

  /** The keys of all places without the subjects: what goes when the message goes. */
  long[] allKeys() {
    boolean none = true;
    for (Place place : places) {
      none &= place.keys.length == 0;
    }
    if (none) {
      return NO_KEYS;
    }
    return places.stream().flatMapToLong(p -> Arrays.stream(p.keys).skip(1)).distinct().toArray();
  }
}
