package org.postern.imap.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.postern.imap.internal.SearchReturn.Item;
import org.postern.mailbox.Folder;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;

/** SORT and UID SORT (RFC 5256), with RETURN (RFC 5267 3). */
final class Sort implements Command.InMailbox {
  /** What is sorted is held in memory: beyond this, clients search for less. */
  static final long MESSAGES = 100_000;

  private final boolean byUid;

  Sort(boolean byUid) {
    this.byUid = byUid;
  }

  @Override
  public String verb() {
    return byUid ? "UID SORT" : "SORT";
  }

  @Override
  public boolean numbersMessages() {
    return !byUid;
  }

  /** A message with the values of its keys. */
  private record Sortable(long uid, List<Comparable<?>> values) {}

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    in.space();
    SearchReturn returns = SearchReturn.read(in, SearchReturn.Of.SORT);
    List<SortKey> keys = SortKey.read(in);
    in.space();
    Search.charset(session, in);
    in.space();
    SearchKey key = new SearchParser(in, mailbox, Clock.systemUTC()).all();
    in.end();
    UidSet found = mailbox.folder().search(key, session.progress().uncounted());
    requireFew(found);
    List<Long> numbers = sorted(session.progress(), mailbox, found, keys);
    if (!byUid) {
      numbers.replaceAll(mailbox::number);
    }
    if (returns.extended()) {
      tellExtended(session, numbers, returns);
    } else {
      Responses out = session.responses();
      out.ascii("* SORT");
      for (long number : numbers) {
        out.octet(' ').number(number);
      }
      out.end();
    }
    return Done.of(verb() + " completed");
  }

  static void requireFew(UidSet found) throws Failure.No {
    if (found.size() > MESSAGES) {
      throw new Failure.No(Code.LIMIT, "Search for " + MESSAGES + " messages at most");
    }
  }

  private static List<Long> sorted(
      Progress progress, Selected mailbox, UidSet found, List<SortKey> keys) throws IOException {
    boolean facts = keys.stream().anyMatch(SortKey::takesFacts);
    List<Sortable> all = new ArrayList<>((int) found.size());
    mailbox
        .folder()
        .fetch(
            found,
            facts ? Folder.Detail.FACTS : Folder.Detail.COLUMNS,
            0,
            message -> {
              progress.at(all.size(), found.size());
              List<Comparable<?>> values = new ArrayList<>(keys.size());
              for (SortKey key : keys) {
                values.add(key.value(message));
              }
              all.add(new Sortable(message.uid(), values));
            });
    // The order of what is equal stays: that of the mailbox (RFC 5256 3).
    progress.sort(all, order(keys));
    List<Long> uids = new ArrayList<>(all.size());
    all.forEach(one -> uids.add(one.uid));
    return uids;
  }

  private static Comparator<Sortable> order(List<SortKey> keys) {
    return (a, b) -> {
      for (int i = 0; i < keys.size(); i++) {
        int compared = compare(a.values.get(i), b.values.get(i));
        if (compared != 0) {
          return keys.get(i).reverse() ? -compared : compared;
        }
      }
      return 0;
    };
  }

  private static int compare(Comparable<?> a, Comparable<?> b) {
    return a instanceof Long one && b instanceof Long other
        ? Long.compare(one, other)
        : a.toString().compareTo(b.toString());
  }

  // RFC 5267 3: numbers come in the order that was asked for.
  private void tellExtended(Session session, List<Long> numbers, SearchReturn returns)
      throws IOException {
    Responses out = session.responses();
    out.ascii("* ESEARCH (TAG ").string(session.tag()).ascii(byUid ? ") UID" : ")");
    if (returns.has(Item.MIN) && !numbers.isEmpty()) {
      out.ascii(" MIN ").number(numbers.getFirst());
    }
    if (returns.has(Item.MAX) && !numbers.isEmpty()) {
      out.ascii(" MAX ").number(numbers.getLast());
    }
    if (returns.has(Item.ALL) && !numbers.isEmpty()) {
      list(out.ascii(" ALL "), numbers);
    }
    if (returns.has(Item.COUNT)) {
      out.ascii(" COUNT ").number(numbers.size());
    }
    if (returns.partial().isPresent()) {
      Window window = returns.partial().get();
      int from = (int) window.from(numbers.size());
      int to = (int) window.to(numbers.size());
      out.ascii(" PARTIAL (").ascii(window.toString()).octet(' ');
      if (from < to) {
        list(out, numbers.subList(from, to));
      } else {
        out.ascii("NIL");
      }
      out.octet(')');
    }
    out.end();
  }

  private static void list(Responses out, List<Long> numbers) throws IOException {
    int i = 0;
    while (i < numbers.size()) {
      long first = numbers.get(i);
      long last = first;
      // RFC 5267 3.2: ranges only where the numbers grow.
      while (++i < numbers.size() && numbers.get(i) == last + 1) {
        last++;
      }
      out.number(first);
      if (last > first) {
        out.octet(':').number(last);
      }
      if (i < numbers.size()) {
        out.octet(',');
      }
    }
  }
}
