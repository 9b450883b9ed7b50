package org.postern.mailbox;

import java.util.List;

/**
 * What a message is searched by (RFC 9051 6.4.4). Text is found as a substring without regard to
 * case, in what the message says when it is decoded. Dates are milliseconds since 1970, {@code
 * from} included, {@code before} not.
 */
public sealed interface SearchKey {

  /** Any message. */
  record All() implements SearchKey {}

  /** All of these; true when there is none. */
  record And(List<SearchKey> keys) implements SearchKey {}

  /** One of these; false when there is none. */
  record Or(List<SearchKey> keys) implements SearchKey {}

  record Not(SearchKey key) implements SearchKey {}

  record Uids(UidSet uids) implements SearchKey {}

  /** All bits of {@code set} and none of {@code unset}, see {@link MessageFlags}. */
  record Flags(int set, int unset) implements SearchKey {}

  record Keyword(String keyword) implements SearchKey {}

  /** Octets: {@code from} included, {@code below} not. */
  record Size(long from, long below) implements SearchKey {}

  /** When it was received. */
  record InternalDate(long from, long before) implements SearchKey {}

  /** When it came into the mailbox (RFC 8514). */
  record SaveDate(long from, long before) implements SearchKey {}

  /**
   * The day that its Date field names, without regard to time and time zone (RFC 9051 6.4.4,
   * SENTON): as midnight in UTC.
   */
  record SentDate(long from, long before) implements SearchKey {}

  /** A modseq of this or more (RFC 7162 3.1.5). */
  record ModSeq(long from) implements SearchKey {}

  /** A content (RFC 8474 EMAILID). */
  record Email(long id) implements SearchKey {}

  /** A thread (RFC 8474 THREADID). */
  record Thread(long id) implements SearchKey {}

  /**
   * A header field of this name has {@code text} in it, its encoded words and extended parameters
   * decoded; the empty text: there is the field.
   */
  record Header(String name, String text) implements SearchKey {}

  /**
   * In the text of its parts, as their transfer encodings and charsets decode to: of HTML with its
   * tags. No header fields, not even those of enclosed messages.
   */
  record Body(String text) implements SearchKey {}

  /** In a header field or its name, those of parts and enclosed messages too, or in the text. */
  record Text(String text) implements SearchKey {}
}
