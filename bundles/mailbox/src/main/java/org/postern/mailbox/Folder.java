package org.postern.mailbox;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxPath;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.mailbox.mime.MessageFacts;

/**
 * A mailbox that one session has selected. It has a view of its own: the uids that the client knows
 * of, which {@link #poll} brings up to date when the protocol allows. Everything else is asked of
 * the store and is as new as the call.
 *
 * <p>For one thread at a time, but {@link #listen} calls from another. What fails is a {@link
 * FolderException}; uids that aren't in the mailbox are passed over without a word (RFC 9051
 * 6.4.9).
 */
@ProviderType
public interface Folder extends AutoCloseable {

  /** Where it is now; once it was deleted, where it was when it was selected. */
  MailboxPath path() throws IOException;

  /** The permanent id, never reused (RFC 8474). */
  String mailboxId();

  /** 1..2^32-1. */
  long uidValidity();

  /** Whether nothing can be changed by this session. */
  boolean readOnly();

  /**
   * What the user may do here, as of the last call that needed a right (RFC 4314): rights that
   * change count from the next call on, but what was opened to read only stays so.
   */
  Rfc4314Rights rights();

  // The view.

  /** The uids that the client knows of; the index of one is its sequence number less one. */
  UidSet uids();

  /** The uid that was next when the view was brought up to date last. */
  long uidNext();

  /** Up to which modseq the view is complete: HIGHESTMODSEQ (RFC 7162 3.1.2.1), at least 1. */
  long highestModSeq();

  /**
   * Brings the view up to date and tells what has happened since the last call. Every change by
   * anybody is told exactly once, but flags that only this folder's own {@link #store} changed
   * meanwhile: its result told those.
   *
   * @param expunges whether messages may leave the view now; if not they stay in it, and are told
   *     by a later call (RFC 9051 7.5.1: not during FETCH, STORE and SEARCH)
   * @throws FolderException.NoSuchMailbox when the mailbox was deleted
   */
  Changes poll(boolean expunges) throws IOException;

  /**
   * A modseq up to which all changes are seen by whoever reads from now on; 0 when {@link #poll}
   * has nothing to tell. Costs nothing then.
   */
  long ahead() throws IOException;

  /**
   * What has happened.
   *
   * @param expunged messages that left the view
   * @param expungedNumbers their sequence numbers, each as it is after the ones before it left
   *     (EXPUNGE, RFC 9051 7.5.1), in the order in which they are to be sent
   * @param added messages that came into the view, behind all others
   * @param flags messages of the view that got other flags, each once, by uid; not those in {@code
   *     added}
   */
  record Changes(UidSet expunged, List<Long> expungedNumbers, UidSet added, List<FlagsOf> flags) {
    public static final Changes NONE =
        new Changes(UidSet.EMPTY, List.of(), UidSet.EMPTY, List.of());

    public boolean isEmpty() {
      return expunged.isEmpty() && added.isEmpty() && flags.isEmpty();
    }
  }

  /** The flags that a message has now. */
  record FlagsOf(long uid, MessageFlags flags, long modSeq) {}

  /**
   * Calls {@code wake} soon after something has happened that {@link #poll} would tell, once for
   * many changes, from a thread that all folders share: so it must only wake another one. It is
   * called at once when something has happened already. One at a time: the last one counts.
   */
  Folders.Registration listen(Runnable wake);

  // Figures.

  /** Figures of the mailbox now, which may be ahead of the view. */
  FolderStatus status() throws IOException;

  /** The first message of the view without \Seen. */
  OptionalLong firstUnseen() throws IOException;

  /** Every keyword that a message of the mailbox has or had: FLAGS. */
  Set<String> keywords() throws IOException;

  /**
   * Flags that this user may change for good: PERMANENTFLAGS; with {@code keywords} as {@link
   * #keywords} tells them, and new ones when {@link PermanentFlags#any}.
   */
  PermanentFlags permanentFlags() throws IOException;

  /**
   * What PERMANENTFLAGS tells.
   *
   * @param any whether new keywords can be made ({@code \*})
   */
  record PermanentFlags(MessageFlags flags, boolean any) {}

  /**
   * The messages of the view that are \Recent in this session (RFC 3501 2.3.2). Those that no
   * session had yet become this one's, unless it is read only: of many sessions, one has each.
   */
  UidSet recent() throws IOException;

  // Reading.

  /** What is asked of messages. */
  enum Detail {
    /** Uid and flags alone; everything else of a {@link Message} is 0: the fastest. */
    FLAGS,
    /** The same with the modseq. */
    MODSEQ,
    /** The columns: never reads more than the index. */
    COLUMNS,
    /** With {@link Message#facts}, which are in the index as well. */
    FACTS
  }

  /**
   * Hands over messages in the order of their uids, a page at a time: memory doesn't grow with
   * their number, and a consumer that is slow holds nothing up.
   *
   * @param changedSince only those whose modseq is larger (CHANGEDSINCE); 0 = all
   */
  void fetch(UidSet uids, Detail detail, long changedSince, MessageConsumer consumer)
      throws IOException;

  /** Gets messages; may write to a socket. */
  @FunctionalInterface
  interface MessageConsumer {
    void accept(Message message) throws IOException;
  }

  /**
   * A message of a mailbox. Dates are milliseconds since 1970.
   *
   * @param size octets (RFC822.SIZE)
   * @param saveDate when it came into this mailbox (RFC 8514); 0 = unknown
   * @param id the permanent id of its content, the same for all copies (EMAILID)
   * @param thread the id of its thread (THREADID)
   * @param facts null unless {@link Detail#FACTS} were asked for
   */
  record Message(
      long uid,
      MessageFlags flags,
      long modSeq,
      long size,
      long internalDate,
      long saveDate,
      long id,
      long thread,
      MessageFacts facts) {}

  /** Opens the octets of messages: one for a FETCH command, say. */
  Bodies bodies() throws IOException;

  /**
   * Access to octets: what could be read when it was made can be read until it is closed, expunged
   * or not. For one thread. Close it soon: what is deleted meanwhile stays on the disk.
   */
  @ProviderType
  interface Bodies extends AutoCloseable {

    /** As {@link Folder#fetch}, with the octets of each message. */
    void fetch(UidSet uids, Detail detail, long changedSince, BodyConsumer consumer)
        throws IOException;

    @Override
    void close();
  }

  /** Gets messages with their octets; may write to a socket. */
  @FunctionalInterface
  interface BodyConsumer {
    void accept(Message message, Octets octets) throws IOException;
  }

  /** The octets of a message, for as long as the {@link Bodies} are open. */
  @ProviderType
  interface Octets {

    /** How many. */
    long length();

    /**
     * Where they are. Any part of a message is a range of them: see {@code
     * org.postern.mailbox.mime.Part}.
     */
    Maildrop.Body body() throws IOException;

    /**
     * The same after the checksum was compared, which reads all of them.
     *
     * @throws FolderException.Unavailable when the checksum is wrong
     */
    Maildrop.Body verified() throws IOException;
  }

  /**
   * Uids that were expunged after {@code modSeq}, of those asked for (VANISHED, RFC 7162 3.2.6).
   */
  UidSet vanishedSince(long modSeq, UidSet uids) throws IOException;

  /** The messages of the view for which {@code key} is true. */
  default UidSet search(SearchKey key) throws IOException {
    return search(key, (done, goal) -> {});
  }

  /** The same; {@code progress} hears of each message that was looked at, and can end it. */
  UidSet search(SearchKey key, Progress progress) throws IOException;

  /** Hears how far something is. */
  @FunctionalInterface
  interface Progress {

    /**
     * Is called between one message and the next, by the thread that does the work; what it throws
     * ends the work.
     *
     * @param done messages that were looked at, never less than before
     * @param goal how many it will have been in the end; 0 = unknown
     */
    void at(long done, long goal) throws IOException;
  }

  // Changing.

  /** How STORE changes flags. */
  enum StoreMode {
    REPLACE,
    ADD,
    REMOVE
  }

  /**
   * Changes flags. On disk when it returns. \Recent can't be changed and is passed over. Flags that
   * the user's rights don't cover (t: \Deleted, s: \Seen, w: the others) stay as they are, but with
   * none of the rights that {@code flags} needs it fails (RFC 4314 4).
   *
   * @param unchangedSince messages whose modseq is larger are left alone (UNCHANGEDSINCE, RFC 7162
   *     3.1.3); {@link Long#MAX_VALUE} = none
   */
  Stored store(UidSet uids, StoreMode mode, MessageFlags flags, long unchangedSince)
      throws IOException;

  /**
   * What became of it.
   *
   * @param messages those that have the flags now, changed or not, by uid
   * @param modified those that were left alone: MODIFIED
   */
  record Stored(List<FlagsOf> messages, UidSet modified) {}

  /**
   * Removes those of these messages that have \Deleted, for good; many in steps, so that a failure
   * may leave some. Needs the right e. On disk when it returns; the view follows by {@link #poll}.
   *
   * @param done hears, from within, how many messages have been removed so far; has to return at
   *     once
   * @return what was removed
   */
  UidSet expunge(UidSet uids, LongConsumer done) throws IOException;

  /** The same, for whoever does not ask how far it is. */
  default UidSet expunge(UidSet uids) throws IOException {
    return expunge(uids, done -> {});
  }

  /**
   * Copies messages, all or none. Needs the right i there; flags that the user's rights there don't
   * cover are not copied (RFC 4314 4). On disk when it returns.
   *
   * @param done as for {@link #expunge(UidSet, LongConsumer)}
   * @throws FolderException.NoSuchMailbox when {@code target} isn't there
   */
  Copied copy(UidSet uids, MailboxPath target, LongConsumer done) throws IOException;

  /** The same, for whoever does not ask how far it is. */
  default Copied copy(UidSet uids, MailboxPath target) throws IOException {
    return copy(uids, target, done -> {});
  }

  /**
   * Moves messages, all or none (RFC 6851). Needs the rights t and e here and i there. On disk when
   * it returns; the view follows by {@link #poll}.
   *
   * @param done as for {@link #expunge(UidSet, LongConsumer)}
   * @throws FolderException.NoSuchMailbox when {@code target} isn't there
   */
  Copied move(UidSet uids, MailboxPath target, LongConsumer done) throws IOException;

  /** The same, for whoever does not ask how far it is. */
  default Copied move(UidSet uids, MailboxPath target) throws IOException {
    return move(uids, target, done -> {});
  }

  /**
   * COPYUID (RFC 9051 7.1): the message at an index of {@code sources} is the one at the same index
   * of {@code targets}; both empty when there was nothing to copy.
   *
   * @param mailboxId of the target, like {@code uidValidity}
   */
  record Copied(String mailboxId, long uidValidity, UidSet sources, UidSet targets) {}

  /**
   * Begins to put a message in the place of one of this mailbox (RFC 8508): {@link
   * FolderAppend#commit} of one message stores it and removes the other as one step, both or
   * neither even after a power cut. Needs the rights t and e here and i there, when it is committed
   * as well. What is removed makes room for what comes, where both are the same owner's; the view
   * follows by {@link #poll}.
   *
   * @throws FolderException.NoSuchMailbox when {@code target} isn't there
   * @throws FolderException.Expunged when the message is gone; the commit may find so too, and
   *     stores nothing then
   */
  FolderAppend replace(long uid, MailboxPath target) throws IOException;

  /** Gives the mailbox up; expunges nothing. */
  @Override
  void close();
}
