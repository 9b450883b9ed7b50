package org.postern.imap.internal;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.postern.mailbox.FolderStatus;

/** What STATUS is asked for and how it is told (RFC 9051 6.3.11, 7.3.4). */
enum StatusItems {
  MESSAGES,
  RECENT,
  UIDNEXT,
  UIDVALIDITY,
  UNSEEN,
  DELETED,
  /** RFC 9208 4.1.4, in octets. */
  DELETED_STORAGE,
  /** RFC 8438. */
  SIZE,
  /** RFC 7162 3.1.7. */
  HIGHESTMODSEQ,
  /** RFC 8474 4.3. */
  MAILBOXID,
  /** RFC 7889 4. */
  APPENDLIMIT;

  private String word() {
    return name().replace('_', '-');
  }

  /** Reads the items in parentheses. */
  static Set<StatusItems> read(CommandReader in) throws Failure {
    Set<StatusItems> items = EnumSet.noneOf(StatusItems.class);
    in.open();
    do {
      items.add(one(in));
    } while (in.take(' '));
    in.close();
    return items;
  }

  private static StatusItems one(CommandReader in) throws Failure {
    for (StatusItems item : values()) {
      if (in.takeWord(item.word())) {
        return item;
      }
    }
    throw in.expected("an item of STATUS");
  }

  private long value(FolderStatus status, Options options) {
    return switch (this) {
      case MESSAGES -> status.messages();
      case RECENT -> status.recent();
      case UIDNEXT -> status.uidNext();
      case UIDVALIDITY -> status.uidValidity();
      case UNSEEN -> status.unseen();
      case DELETED -> status.deleted();
      case DELETED_STORAGE -> status.deletedStorage();
      case SIZE -> status.size();
      case HIGHESTMODSEQ -> status.highestModSeq();
      case APPENDLIMIT -> options.messageLimit();
      case MAILBOXID -> throw new IllegalStateException("not a number");
    };
  }

  /** Writes the STATUS response. */
  static void write(
      Responses out, Options options, String mailbox, Set<StatusItems> items, FolderStatus status)
      throws IOException {
    out.ascii("* STATUS ").mailbox(mailbox).ascii(" (");
    String space = "";
    for (StatusItems item : items) {
      out.ascii(space).ascii(item.word()).octet(' ');
      if (item == MAILBOXID) {
        out.octet('(').ascii(status.mailboxId()).octet(')');
      } else {
        out.number(item.value(status, options));
      }
      space = " ";
    }
    out.octet(')').end();
  }
}
