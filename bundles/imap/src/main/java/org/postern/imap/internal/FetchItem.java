package org.postern.imap.internal;

import java.util.List;
import java.util.Optional;
import org.postern.mailbox.mime.HeaderFilter;

/** Something that FETCH is asked for (RFC 9051 6.4.5). */
sealed interface FetchItem {

  /** The item's name in the answer. */
  String label();

  /** What the index knows. */
  enum Known implements FetchItem {
    UID("UID"),
    FLAGS("FLAGS"),
    INTERNALDATE("INTERNALDATE"),
    SIZE("RFC822.SIZE"),
    ENVELOPE("ENVELOPE"),
    BODY("BODY"),
    BODYSTRUCTURE("BODYSTRUCTURE"),
    /** RFC 7162 3.1.4. */
    MODSEQ("MODSEQ"),
    /** RFC 8474 5.1. */
    EMAILID("EMAILID"),
    /** RFC 8474 5.2. */
    THREADID("THREADID"),
    /** RFC 8514 4.3. */
    SAVEDATE("SAVEDATE"),
    /** RFC 8970 3. */
    PREVIEW("PREVIEW");

    private final String label;

    Known(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }

    /** Whether it is worked out from the facts that were kept when the message came. */
    boolean fromFacts() {
      return this == ENVELOPE || this == BODY || this == BODYSTRUCTURE || this == PREVIEW;
    }
  }

  /**
   * Octets of the message as they are stored.
   *
   * @param section which octets
   * @param partial what of them; empty for all
   * @param peek whether it leaves \Seen alone
   */
  record Octets(String label, Section section, Optional<Partial> partial, boolean peek)
      implements FetchItem {}

  /** A part, decoded (RFC 9051 6.4.5, BINARY). */
  record Binary(String label, List<Integer> part, Optional<Partial> partial, boolean peek)
      implements FetchItem {}

  /** The size of a part that is decoded. */
  record BinarySize(String label, List<Integer> part) implements FetchItem {}

  /** A range of octets: {@code count} at most, from {@code first} on. */
  record Partial(long first, long count) {

    /** How many octets that are of so many. */
    long length(long octets) {
      return Math.max(0, Math.min(count, octets - first));
    }
  }

  /**
   * A section of a message (RFC 9051 6.4.5.1).
   *
   * @param part the numbers of a part; none for the message
   * @param fields names of header fields in upper case, for {@link What#FIELDS} and its opposite
   */
  record Section(List<Integer> part, What what, List<String> fields) {

    /** Which octets of the part. */
    enum What {
      ALL,
      HEADER,
      FIELDS,
      FIELDS_NOT,
      TEXT,
      MIME
    }

    static Section of(What what) {
      return new Section(List.of(), what, List.of());
    }
  }

  /** Whether fetching it sets \Seen. */
  default boolean setsSeen() {
    return switch (this) {
      case Octets octets -> !octets.peek();
      case Binary binary -> !binary.peek();
      case Known _, BinarySize _ -> false;
    };
  }

  /** Whether it takes more of the columns than uid, flags and modseq. */
  default boolean readsColumns() {
    return this instanceof Known
        && this != Known.UID
        && this != Known.FLAGS
        && this != Known.MODSEQ;
  }

  /** Whether it takes the octets of the message. */
  default boolean readsOctets() {
    return !(this instanceof Known);
  }

  /** Whether it takes header fields of the message that were kept when it came, if they were. */
  default boolean readsCommonFields() {
    return this instanceof Octets octets
        && octets.section().part().isEmpty()
        && octets.section().what() == Section.What.FIELDS
        && HeaderFilter.COMMON.containsAll(octets.section().fields());
  }

  /** Whether it takes the structure of the message, or other facts. */
  default boolean readsFacts() {
    return switch (this) {
      case Known known -> known.fromFacts();
      case Octets octets -> !octets.section().part().isEmpty() || octets.readsCommonFields();
      case Binary binary -> !binary.part().isEmpty();
      case BinarySize size -> !size.part().isEmpty();
    };
  }
}
