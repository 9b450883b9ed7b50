package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.postern.mailbox.UidSet;

/**
 * Finds messages by their text, as IMAP SEARCH does (RFC 9051 6.4.4): anywhere in a word, without
 * regard to case and to how characters are composed. The answer is that of reading every message,
 * whatever the index has by now. Thread-safe.
 */
public interface Search {

  /** What to look for; no text at all is found in everything. */
  sealed interface Key {
    String text();

    /** In header fields of this name, encoded words decoded; the field has to be there. */
    record Header(String name, String text) implements Key {}

    /** In the text of the body parts, without any header fields. */
    record Body(String text) implements Key {}

    /**
     * In header fields with their names, those of parts and enclosed messages too, or in the body.
     */
    record Text(String text) implements Key {}
  }

  /**
   * Looks through a mailbox. A message that goes away meanwhile, or whose octets are damaged, is
   * not found.
   *
   * @param among uids to look at, whether they are there or not: ask the cheap questions first, for
   *     each of these may be read
   * @param reading hears of each uid whose message is read next; what it throws ends the search
   * @return uids, ascending
   */
  long[] find(long mailbox, UidSet among, LongConsumer reading, Key key) throws IOException;

  /** The same without anybody who hears of it. */
  default long[] find(long mailbox, UidSet among, Key key) throws IOException {
    return find(mailbox, among, uid -> {}, key);
  }

  /**
   * Somebody works with mailboxes, and may search: from now on there is an index, filled behind the
   * store and kept for the next starts. A server of which mail is only fetched never makes one.
   */
  void prepare();

  /** Messages that the index can answer for; the others are read when they are asked for. */
  long indexed();
}
