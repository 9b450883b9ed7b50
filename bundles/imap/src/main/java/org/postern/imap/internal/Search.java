package org.postern.imap.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.postern.mailbox.Folder;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;

/** SEARCH and UID SEARCH (RFC 9051 6.4.4, 6.4.9), with what SAVE keeps (RFC 5182). */
final class Search implements Command.InMailbox {
  private final boolean byUid;

  Search(boolean byUid) {
    this.byUid = byUid;
  }

  @Override
  public String verb() {
    return byUid ? "UID SEARCH" : "SEARCH";
  }

  @Override
  public boolean numbersMessages() {
    return !byUid;
  }

  /** What RETURN asks for. */
  private enum Return {
    MIN,
    MAX,
    ALL,
    COUNT,
    SAVE
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.space();
    boolean extended = false;
    Set<Return> returns = EnumSet.noneOf(Return.class);
    if (in.takeWord("RETURN")) {
      in.space();
      returns(in, returns);
      extended = true;
      in.space();
    }
    if (returns.isEmpty()) {
      returns.add(Return.ALL);
    }
    SearchParser parser = new SearchParser(in, mailbox, Clock.systemUTC());
    UidSet found;
    try {
      if (in.takeWord("CHARSET")) {
        charset(in);
      }
      SearchKey key = parser.all();
      in.end();
      if (parser.asksModSeq()) {
        session.enabled().condstoreOn();
      }
      found = mailbox.folder().search(key);
    } catch (Failure.No | IOException e) {
      if (returns.contains(Return.SAVE)) {
        // RFC 5182 2.1: after NO there is nothing in $.
        mailbox.save(UidSet.EMPTY);
      }
      throw e;
    }
    if (returns.contains(Return.SAVE)) {
      mailbox.save(saved(found, returns));
    }
    long modSeq =
        parser.asksModSeq() && !found.isEmpty() ? highest(mailbox, told(found, returns)) : 0;
    if (extended || session.enabled().rev2()) {
      // RFC 9051 7.3.4: always ESEARCH once IMAP4rev2 is enabled.
      tellExtended(session, mailbox, found, returns, modSeq);
    } else {
      tell(session.responses(), byUid ? found : mailbox.numbers(found), modSeq);
    }
    return Done.of(verb() + " completed");
  }

  private static void returns(CommandReader in, Set<Return> returns) throws Failure {
    in.open();
    while (in.peek() != ')') {
      String word = in.word();
      try {
        returns.add(Return.valueOf(word));
      } catch (IllegalArgumentException e) {
        throw new Failure.Bad("SEARCH can't return " + word);
      }
      in.take(' ');
    }
    in.close();
  }

  private static void charset(CommandReader in) throws Failure, IOException {
    in.space();
    String charset = in.astring().toUpperCase(Locale.ROOT);
    if (!charset.equals("UTF-8") && !charset.equals("US-ASCII")) {
      throw new Failure.No(Code.BADCHARSET, "Search in UTF-8");
    }
    in.space();
  }

  /** What of the result is told, or all of it. */
  private static UidSet told(UidSet found, Set<Return> returns) {
    if (returns.contains(Return.ALL) || returns.contains(Return.COUNT) || found.isEmpty()) {
      return found;
    }
    UidSet ends = UidSet.EMPTY;
    if (returns.contains(Return.MIN)) {
      ends = ends.union(UidSet.of(found.first()));
    }
    if (returns.contains(Return.MAX)) {
      ends = ends.union(UidSet.of(found.last()));
    }
    return ends;
  }

  // RFC 5182 2.4
  private static UidSet saved(UidSet found, Set<Return> returns) {
    UidSet told = told(found, returns);
    return told.isEmpty() ? found : told;
  }

  private static long highest(Selected mailbox, UidSet uids) throws IOException {
    long[] highest = {0};
    mailbox
        .folder()
        .fetch(
            uids,
            Folder.Detail.COLUMNS,
            0,
            message -> highest[0] = Math.max(highest[0], message.modSeq()));
    return highest[0];
  }

  private static void tell(Responses out, UidSet numbers, long modSeq) throws IOException {
    out.ascii("* SEARCH");
    for (var range : numbers.ranges()) {
      for (long number = range.from(); number <= range.to(); number++) {
        out.octet(' ').number(number);
      }
    }
    if (modSeq > 0) {
      out.ascii(" (MODSEQ ").number(modSeq).octet(')');
    }
    out.end();
  }

  // RFC 9051 7.3.4
  private void tellExtended(
      Session session, Selected mailbox, UidSet found, Set<Return> returns, long modSeq)
      throws IOException {
    if (returns.equals(EnumSet.of(Return.SAVE))) {
      // RFC 5182 2.1: nothing was asked to be told.
      return;
    }
    UidSet numbers = byUid ? found : mailbox.numbers(found);
    Responses out = session.responses();
    out.ascii("* ESEARCH (TAG ").string(session.tag()).octet(')');
    if (byUid) {
      out.ascii(" UID");
    }
    if (returns.contains(Return.MIN) && !numbers.isEmpty()) {
      out.ascii(" MIN ").number(numbers.first());
    }
    if (returns.contains(Return.MAX) && !numbers.isEmpty()) {
      out.ascii(" MAX ").number(numbers.last());
    }
    if (returns.contains(Return.ALL) && !numbers.isEmpty()) {
      out.ascii(" ALL ").ascii(numbers.toString());
    }
    if (returns.contains(Return.COUNT)) {
      out.ascii(" COUNT ").number(numbers.size());
    }
    if (modSeq > 0) {
      out.ascii(" MODSEQ ").number(modSeq);
    }
    out.end();
  }
}
