package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.mailbox.Content;

/** Messages. Thread-safe. Uids are 1..2^32-1; dates are milliseconds since 1970. */
public interface Messages {
  long MAX_UID = (1L << 32) - 1;

  /**
   * A message in a mailbox.
   *
   * @param id the permanent id, the same for all copies
   * @param saveDate when it came into this mailbox; 0 = unknown
   */
  record Row(
      long mailbox,
      long uid,
      long modSeq,
      Flags flags,
      long internalDate,
      long saveDate,
      long size,
      long id,
      long thread) {}

  /**
   * What was computed once at append.
   *
   * @param headerLength octets of the header with the blank line that ends it
   * @param lines number of LF in what follows the header
   * @param transparent every line ends in CRLF, none starts with a dot, the last is complete, and
   *     there is no NUL
   * @param env what the appender gave, opaque; empty when nothing
   */
  record Facts(long headerLength, long lines, boolean transparent, byte[] env) {}

  /** A message with its facts. */
  record Full(Row row, Facts facts) {}

  /** A range of uids, both ends included. */
  record Range(long from, long to) {
    public static final Range ALL = new Range(1, MAX_UID);

    public static Range of(long uid) {
      return new Range(uid, uid);
    }
  }

  /**
   * Where an appended message goes.
   *
   * @param uid 0 = the next one; else one from {@link Mailboxes#nextUid}
   * @param modSeq 0 = the next one
   * @param thread its thread here; 0 = found by {@code keys}, or the message's own id
   * @param keys null = don't look for a thread and don't let others find this one; of each target
   *     its own, for one message may be in a different thread of each of its recipients
   */
  record Target(
      long mailbox,
      Flags flags,
      long internalDate,
      long saveDate,
      long uid,
      long modSeq,
      long thread,
      ThreadKeys keys) {
    public Target(
        long mailbox, Flags flags, long internalDate, long saveDate, long thread, ThreadKeys keys) {
      this(mailbox, flags, internalDate, saveDate, 0, 0, thread, keys);
    }
  }

  /**
   * What relates a message to others (RFC 8474 threads).
   *
   * @param user in whose mail to look
   * @param messageIds Message-ID, In-Reply-To and References, any order
   * @param baseSubject compared exactly
   */
  record ThreadKeys(String user, Collection<String> messageIds, String baseSubject) {}

  /**
   * A message to append.
   *
   * @param id from {@link #nextId}; 0 = a new one
   * @param env stored beside it, opaque
   */
  record Append(long id, Content content, byte[] env, List<Target> targets) {}

  /**
   * A message to copy.
   *
   * @param id whose body
   * @param uid 0 = the next one; else one from {@link Mailboxes#nextUid}
   * @param modSeq 0 = the next one
   */
  record Copy(
      long id, Flags flags, long internalDate, long saveDate, long thread, long uid, long modSeq) {
    public Copy(long id, Flags flags, long internalDate, long saveDate, long thread) {
      this(id, flags, internalDate, saveDate, thread, 0, 0);
    }
  }

  /** Removes {@code uid} of {@code mailbox} and puts {@code copy} into the target, as one. */
  record Move(long mailbox, long uid, Copy copy) {}

  /** A message's flags before and after; {@code modSeq} is the old one when nothing changed. */
  record FlagChange(long mailbox, long uid, long id, long modSeq, Flags before, Flags after) {}

  /** Gets a message's columns; {@code flags} are {@link Flags} bits, keywords left out. */
  @FunctionalInterface
  interface RowConsumer {
    void row(long uid, int flags, long modSeq, long size, long internalDate, long id);
  }

  /** A permanent message id, never given out twice. */
  long nextId() throws IOException;

  /**
   * Adds a message to many mailboxes, all or none; the body is stored once.
   *
   * @return a row for each target, in order
   * @throws EngineException.HoldsNul of {@link WithoutNul}
   */
  List<Row> append(Append append) throws IOException;

  /**
   * A message that is to be appended without NUL or not at all.
   *
   * @param of the message
   */
  record WithoutNul(Content of) implements Content {
    @Override
    public long size() {
      return of.size();
    }

    @Override
    public InputStream open() throws IOException {
      return of.open();
    }
  }

  /**
   * A message whose octets are on the disk already; to be appended, once, or closed. It can be read
   * before that.
   */
  interface Ahead extends Content, AutoCloseable {

    /** Whether there is NUL in it. */
    boolean holdsNul();

    @Override
    void close() throws IOException;
  }

  /**
   * Reads a message to the disk before it is appended; it is opened once.
   *
   * @param alone whether it becomes a segment of its own, as large ones do
   */
  Ahead readAhead(Content content, boolean alone) throws IOException;

  /**
   * The same of a message whose length is not known before.
   *
   * @param together up to how many octets it doesn't become a segment of its own
   */
  Ahead readAhead(InputStream message, long together) throws IOException;

  /**
   * Adds many messages, all or none. Those that don't stay alone are in memory together, so they
   * must be few octets: a quarter of what all appends get, at most.
   *
   * @return the rows of each, in order
   */
  List<List<Row>> appendAll(List<Append> appends) throws IOException;

  /**
   * Adds a message to one mailbox and removes another one, from that mailbox or any: both or
   * neither, whatever happens (RFC 8508 3.4).
   *
   * @param append a new message for one mailbox, without an id
   * @throws EngineException.NoSuchMessage when the other one is gone; nothing was added then
   */
  Replaced replace(Append append, long mailbox, long uid) throws IOException;

  /** What {@link #replace} added, and what it removed. */
  record Replaced(Row added, Row removed) {}

  /** Copies share the body and keep the id. Returns the new rows, in order. */
  List<Row> copy(long target, List<Copy> copies) throws IOException;

  /** All or none. Sources that are gone throw {@link EngineException.NoSuchMessage}. */
  List<Row> move(long target, List<Move> moves) throws IOException;

  /**
   * Computes new flags for all messages of the ranges; one modseq for those that change.
   *
   * @return every message of the ranges by uid, changed or not
   */
  List<FlagChange> updateFlags(long mailbox, List<Range> ranges, UnaryOperator<Flags> change)
      throws IOException;

  /** The same for one message wherever it is, or only in some mailboxes. */
  List<FlagChange> updateFlags(long id, Collection<Long> mailboxes, UnaryOperator<Flags> change)
      throws IOException;

  /** Removes messages in one step; those gone already are skipped. Returns what was removed. */
  List<Row> expunge(long mailbox, List<Long> uids) throws IOException;

  /** Removes a message from these mailboxes. Returns what was removed. */
  List<Row> remove(long id, Collection<Long> mailboxes) throws IOException;

  /** Messages of the range by uid, at most {@code limit} (0 = all). */
  List<Row> find(long mailbox, Range range, int limit) throws IOException;

  /** The same with their facts. */
  List<Full> findFull(long mailbox, Range range, int limit) throws IOException;

  /** All rows of these messages, in all mailboxes. */
  List<Full> findById(Collection<Long> ids) throws IOException;

  /** Walks a range by uid without making objects; not to call the engine from within. */
  void scan(long mailbox, Range range, RowConsumer consumer) throws IOException;

  /** Uids of a range that have all of {@code set} and none of {@code unset}, ascending. */
  long[] uids(long mailbox, Range range, int set, int unset) throws IOException;

  /** The first uid without \Seen. */
  Optional<Long> firstUnseen(long mailbox) throws IOException;

  /** Messages that changed after {@code modSeq}. */
  List<Row> changedSince(long mailbox, long modSeq) throws IOException;

  /**
   * Uids that were expunged after {@code modSeq}, ascending (RFC 7162). What happened too long ago
   * is answered by every uid that is not there.
   */
  List<Range> vanishedSince(long mailbox, long modSeq) throws IOException;

  /** A stored body: its whole message. */
  InputStream open(long id) throws IOException;

  /** {@code length} octets of a body from {@code offset}; fewer when it ends before. */
  InputStream open(long id, long offset, long length) throws IOException;

  /** The thread that a message with these keys would join. */
  Optional<Long> findThread(ThreadKeys keys) throws IOException;

  /** Lets later messages find this one's thread; {@link #append} does it by itself. */
  void saveThread(ThreadKeys keys, long id, long thread) throws IOException;

  /** Ids of the messages of a thread, by arrival. */
  List<Long> threadMembers(long thread) throws IOException;
}
