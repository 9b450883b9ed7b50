package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.postern.mailbox.UidSet;

/**
 * What sessions that have a mailbox open need of the engine beside {@link Messages}: the uids at
 * one moment, what happens later, and pages of rows. Thread-safe, but for a {@link Watch}.
 */
public interface Selections {

  /** A mailbox at one moment. */
  record State(UidSet uids, long uidNext, long modSeq) {}

  /**
   * A message with what was computed of it.
   *
   * @param facts packed; null when none were asked for or none are stored
   * @param place where its body is; null when it was not asked for
   */
  record Item(Messages.Row row, byte[] facts, Lease.Place place) {}

  /** How flags were changed: as {@link Messages#updateFlags}, and what was left alone. */
  record Updated(List<Messages.FlagChange> changes, UidSet modified) {}

  /** The rows of copies, and where they came from: in the same order. */
  record Transferred(List<Messages.Row> sources, List<Messages.Row> targets) {}

  /** Makes the rows of copies. */
  @FunctionalInterface
  interface Copying {
    Messages.Copy of(Messages.Row row);
  }

  /** What happens to one mailbox from the moment it was made. For one thread. */
  interface Watch extends AutoCloseable {

    /** Whether {@link #take} would give something. */
    boolean isBehind();

    /**
     * What has happened since the last call, in order; null when it is too much to be kept: then
     * {@link #skip} and look at the mailbox itself.
     */
    List<Change> take();

    /** Passes over what has happened. */
    void skip();

    /**
     * Calls {@code listener} after changes, one call for many, from a thread that all watches
     * share; soon, when something has happened already; null = not any more.
     */
    void listen(Runnable listener);

    @Override
    void close();
  }

  Watch watch(long mailbox);

  /**
   * The uids of a mailbox with its counters.
   *
   * @throws EngineException.NoSuchMailbox when it is gone
   */
  State state(long mailbox) throws IOException;

  /**
   * Messages by uid.
   *
   * @param changedSince only those with a larger modseq; 0 = all
   * @param places whether with the place of each body; the caller holds a lease
   * @param limit how many at most, and about {@code limit} KiB of facts
   */
  List<Item> page(
      long mailbox, UidSet uids, long changedSince, Columns columns, boolean places, int limit)
      throws IOException;

  /** What is read of a message. */
  enum Columns {
    /** Uid and flags; the others are 0. */
    FLAGS("m.uid,m.flags", 2),
    /** The same with the modseq. */
    MODSEQ("m.uid,m.flags,m.modseq", 3),
    ROW(Rows.ROW, 9),
    /** The row and the facts. */
    FACTS(Rows.ROW + ",b.facts", 10);

    private static final String BODIES = " join body b on b.id=m.id";

    private final String plain;
    private final String placed;

    /** The first column of the place. */
    final int place;

    Columns(String columns, int count) {
      plain = select(columns, columns.contains("b.") ? BODIES : "");
      placed = select(columns + "," + Tx.Body.COLUMNS, BODIES);
      place = count + 1;
    }

    private static String select(String columns, String join) {
      return "select "
          + columns
          + " from msg m"
          + join
          + " where m.mb=? and m.uid between ? and ? and m.modseq>? order by m.uid";
    }

    String select(boolean places) {
      return places ? placed : plain;
    }
  }

  /** Keeps facts that were computed later, by message id. */
  void keepFacts(Map<Long, byte[]> facts) throws IOException;

  /** Octets of the messages with \Deleted. */
  long deletedBytes(long mailbox) throws IOException;

  /** Counters of many mailboxes at one moment; those that are gone are left out. */
  Map<Long, Mailboxes.Counters> counters(Collection<Long> mailboxes) throws IOException;

  /**
   * Takes \Recent from all messages up to a uid that have it, without another modseq, and returns
   * them. After a power cut they may have it again.
   */
  UidSet claimRecent(long mailbox, long upTo) throws IOException;

  /** As {@link Messages#updateFlags}, but messages whose modseq is larger are left alone. */
  Updated update(long mailbox, UidSet uids, UnaryOperator<Flags> change, long unchangedSince)
      throws IOException;

  /**
   * Removes those of these messages that have \Deleted, in one step. Returns what was removed.
   *
   * @param most the first ones, so many at most: others wait meanwhile
   * @param done hears how many messages have been removed
   */
  List<Messages.Row> expungeDeleted(long mailbox, UidSet uids, int most, LongConsumer done)
      throws IOException;

  /**
   * Copies messages as they are at that moment, in one step; those that are gone are left out.
   *
   * @param move whether they are removed where they were
   * @param done hears how many messages are done with
   */
  Transferred transfer(
      long mailbox, UidSet uids, long target, Copying copying, boolean move, LongConsumer done)
      throws IOException;
}
