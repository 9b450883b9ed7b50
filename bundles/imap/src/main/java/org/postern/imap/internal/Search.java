package org.postern.imap.internal;

import java.io.IOException;
import java.time.Clock;
import org.postern.imap.internal.SearchReturn.Item;
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

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.space();
    SearchReturn returns = SearchReturn.read(in, SearchReturn.Of.SEARCH);
    SearchParser parser = new SearchParser(in, mailbox, Clock.systemUTC());
    if (returns.update().isPresent() && mailbox.contexts().has(session.tag())) {
      // RFC 5267 4.3
      throw new Failure.Bad("A search of that tag is kept up to date already");
    }
    UidSet found;
    SearchKey key;
    try {
      optionalCharset(session, in);
      key = parser.all();
      in.end();
      if (parser.asksModSeq()) {
        Enable.condstore(session);
      }
      found = mailbox.folder().search(key, session.progress());
    } catch (Failure.No | IOException e) {
      if (returns.has(Item.SAVE)) {
        // RFC 5182 2.1: after NO there is nothing in $.
        mailbox.save(UidSet.EMPTY);
      }
      throw e;
    }
    Contexts.Kept kept = new Contexts.Kept(key, parser.open());
    if (returns.update().isPresent()
        && !mailbox.contexts().add(session.tag(), byUid, kept, returns.update().get(), found)) {
      Contexts.refuse(session.responses(), session.tag(), "Too many results to keep up to date");
    }
    UidSet told = told(found, returns);
    if (returns.has(Item.SAVE)) {
      // RFC 5182 2.4
      mailbox.save(returns.silent() ? found : told);
    }
    long modSeq = parser.asksModSeq() && !told.isEmpty() ? highest(session, mailbox, told) : 0;
    if (!returns.extended() && !session.enabled().rev2()) {
      tell(session.responses(), byUid ? found : mailbox.numbers(found), modSeq);
    } else if (!returns.silent()) {
      // RFC 9051 7.3.4: always ESEARCH once IMAP4rev2 is enabled.
      tellExtended(session, mailbox, found, returns, modSeq);
    }
    return Done.of(verb() + " completed");
  }

  /** Reads the charset of a command that may say one. */
  static void optionalCharset(Session session, CommandReader in) throws Failure, IOException {
    if (!in.takeWord("CHARSET")) {
      return;
    }
    if (session.enabled().utf8Accept()) {
      // RFC 6855 3, erratum 4029
      throw new Failure.Bad("Leave CHARSET out: after ENABLE UTF8=ACCEPT all is in UTF-8");
    }
    in.space();
    charset(session, in);
    in.space();
  }

  /** Reads the name of a charset, in which the strings are that come behind it. */
  static void charset(Session session, CommandReader in) throws Failure, IOException {
    String name = in.astring();
    if (session.enabled().utf8Accept() && !name.equalsIgnoreCase("UTF-8")) {
      // RFC 6855 3, erratum 4029
      throw new Failure.Bad("Expected UTF-8: after ENABLE UTF8=ACCEPT all is in it");
    }
    in.charset(
        SearchCharsets.of(name)
            .orElseThrow(() -> new Failure.No(Code.BADCHARSET, "Search in one of these")));
  }

  /** What of the result is told one by one, or counted. */
  private static UidSet told(UidSet found, SearchReturn returns) {
    if (returns.has(Item.ALL) || returns.has(Item.COUNT) || found.isEmpty()) {
      return found;
    }
    UidSet told = returns.partial().map(window -> window.of(found)).orElse(UidSet.EMPTY);
    if (returns.has(Item.MIN)) {
      told = told.union(UidSet.of(found.first()));
    }
    if (returns.has(Item.MAX)) {
      told = told.union(UidSet.of(found.last()));
    }
    return told;
  }

  private static long highest(Session session, Selected mailbox, UidSet uids) throws IOException {
    long[] highest = {0};
    mailbox
        .folder()
        .fetch(
            uids,
            Folder.Detail.MODSEQ,
            0,
            message -> {
              session.progress().still();
              highest[0] = Math.max(highest[0], message.modSeq());
            });
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
      Session session, Selected mailbox, UidSet found, SearchReturn returns, long modSeq)
      throws IOException {
    UidSet numbers = byUid ? found : mailbox.numbers(found);
    Responses out = session.responses();
    out.ascii("* ESEARCH (TAG ").string(session.tag()).ascii(byUid ? ") UID" : ")");
    tellItems(out, numbers, returns);
    if (modSeq > 0) {
      out.ascii(" MODSEQ ").number(modSeq);
    }
    out.end();
  }

  /** The items of an ESEARCH response. */
  static void tellItems(Responses out, UidSet numbers, SearchReturn returns) throws IOException {
    if (returns.has(Item.MIN) && !numbers.isEmpty()) {
      out.ascii(" MIN ").number(numbers.first());
    }
    if (returns.has(Item.MAX) && !numbers.isEmpty()) {
      out.ascii(" MAX ").number(numbers.last());
    }
    if (returns.has(Item.ALL) && !numbers.isEmpty()) {
      out.ascii(" ALL ").ascii(numbers.toString());
    }
    if (returns.has(Item.COUNT)) {
      out.ascii(" COUNT ").number(numbers.size());
    }
    if (returns.partial().isPresent()) {
      // RFC 9394 3.1
      UidSet page = returns.partial().get().of(numbers);
      out.ascii(" PARTIAL (").ascii(returns.partial().get().toString()).octet(' ');
      out.ascii(page.isEmpty() ? "NIL" : page.toString()).octet(')');
    }
  }
}
