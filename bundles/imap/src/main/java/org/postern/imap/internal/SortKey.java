package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.List;
import org.postern.mailbox.Folder;
import org.postern.mailbox.mime.Address;
import org.postern.mailbox.mime.MessageFacts;

/**
 * What messages are sorted by (RFC 5256 3, RFC 5957).
 *
 * @param reverse whether the greatest comes first
 */
record SortKey(By by, boolean reverse) {
  private static final int KEYS = 16;

  /** The criteria. */
  enum By {
    ARRIVAL,
    CC,
    DATE,
    DISPLAYFROM,
    DISPLAYTO,
    FROM,
    SIZE,
    SUBJECT,
    TO
  }

  static List<SortKey> read(CommandReader in) throws Failure {
    List<SortKey> keys = new ArrayList<>();
    in.open();
    do {
      if (keys.size() == KEYS) {
        throw new Failure.No(Code.LIMIT, "SORT takes " + KEYS + " keys");
      }
      boolean reverse = in.takeWord("REVERSE");
      if (reverse) {
        in.space();
      }
      keys.add(new SortKey(by(in.word()), reverse));
    } while (in.take(' '));
    in.close();
    return keys;
  }

  private static By by(String word) throws Failure.Bad {
    try {
      return By.valueOf(word);
    } catch (IllegalArgumentException e) {
      throw new Failure.Bad("SORT can't sort by " + word);
    }
  }

  boolean takesFacts() {
    return by != By.ARRIVAL && by != By.SIZE;
  }

  /** The value of a message: a Long or a String, of one kind for one key. */
  Comparable<?> value(Folder.Message message) {
    return switch (by) {
      case ARRIVAL -> message.internalDate();
      case SIZE -> message.size();
      case DATE -> sent(message);
      case SUBJECT -> BaseSubject.of(message.facts().envelope().subject()).text();
      case CC -> mailbox(message.facts().envelope().cc());
      case FROM -> mailbox(message.facts().envelope().from());
      case TO -> mailbox(message.facts().envelope().to());
      case DISPLAYFROM -> display(message.facts().envelope().from());
      case DISPLAYTO -> display(message.facts().envelope().to());
    };
  }

  // RFC 5256 2.2: the internal date where there is no sent date.
  static long sent(Folder.Message message) {
    MessageFacts facts = message.facts();
    return facts.sentDate().orElse(message.internalDate());
  }

  private static String mailbox(List<Address> addresses) {
    return addresses.isEmpty() || addresses.getFirst().mailbox() == null
        ? ""
        : BaseSubject.fold(addresses.getFirst().mailbox());
  }

  // RFC 5957 3
  private static String display(List<Address> addresses) {
    if (addresses.isEmpty()) {
      return "";
    }
    Address first = addresses.getFirst();
    if (first.host() == null) {
      // The name of a group.
      return first.mailbox() == null ? "" : BaseSubject.fold(BaseSubject.decoded(first.mailbox()));
    }
    return first.name() == null || first.name().isBlank()
        ? BaseSubject.fold(first.mailbox() + "@" + first.host())
        : BaseSubject.fold(BaseSubject.decoded(first.name()));
  }
}
