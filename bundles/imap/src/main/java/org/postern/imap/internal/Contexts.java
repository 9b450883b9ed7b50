package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/**
 * The searches of a selected mailbox whose results are kept up to date (CONTEXT=SEARCH, RFC 5267
 * 4.3). What keys say of numbers, of {@code $} and of now, they say of the moment of the command;
 * uids up to {@code *} go on to those of new messages. For one thread at a time.
 */
final class Contexts {
  /** So many searches a session may have. */
  static final int MOST = 8;

  /** What all results of a session, and the sets in its keys, may take together: 1 MiB. */
  private static final int RANGES = 65_536;

  private final Folder folder;
  private final Map<String, Context> open = new LinkedHashMap<>();

  Contexts(Folder folder) {
    this.folder = folder;
  }

  /**
   * What a search looks for.
   *
   * @param open which of its keys name uids up to {@code *}, and how; by identity
   */
  record Kept(SearchKey key, Map<SearchKey.Uids, SequenceSet> open) {
    /** The key of now. */
    SearchKey at(UidSet all) {
      return open.isEmpty() ? key : at(key, all);
    }

    private SearchKey at(SearchKey of, UidSet all) {
      return switch (of) {
        case SearchKey.Uids uids when open.containsKey(uids) ->
            new SearchKey.Uids(Selected.byUid(open.get(uids), all));
        case SearchKey.And and ->
            new SearchKey.And(and.keys().stream().map(each -> at(each, all)).toList());
        case SearchKey.Or or ->
            new SearchKey.Or(or.keys().stream().map(each -> at(each, all)).toList());
        case SearchKey.Not not -> new SearchKey.Not(at(not.key(), all));
        default -> of;
      };
    }

    /** What it takes to keep it. */
    long ranges() {
      return ranges(key) + open.values().stream().mapToLong(set -> set.ranges().size()).sum();
    }

    private static long ranges(SearchKey key) {
      return switch (key) {
        case SearchKey.Uids uids -> uids.uids().rangeCount();
        case SearchKey.And and -> and.keys().stream().mapToLong(Kept::ranges).sum();
        case SearchKey.Or or -> or.keys().stream().mapToLong(Kept::ranges).sum();
        case SearchKey.Not not -> ranges(not.key());
        default -> 0;
      };
    }
  }

  /** A search, with its result as the client knows it. */
  private static final class Context {
    final String tag;
    final boolean byUid;
    final Kept kept;
    final Set<FetchItem> fetch;
    UidSet result;

    /** What {@code *} was when the result was looked at. */
    long last;

    Context(String tag, boolean byUid, Kept kept, Set<FetchItem> fetch, UidSet result, long last) {
      this.tag = tag;
      this.byUid = byUid;
      this.kept = kept;
      this.fetch = fetch;
      this.result = result;
      this.last = last;
    }

    /** The messages to look at when these have changed, or are new. */
    UidSet concerned(UidSet changed, long now) {
      if (kept.open.isEmpty() || now == last) {
        return changed;
      }
      // Of the others only these two can have been, or be, named by *.
      UidSet ends = UidSet.of(Math.max(now, 1)).union(UidSet.of(Math.max(last, 1)));
      last = now;
      return changed.union(ends);
    }
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  boolean has(String tag) {
    return open.containsKey(tag);
  }

  /**
   * Keeps a search up to date from now on.
   *
   * @param fetch what to tell of messages that are new in the mailbox and in the result (RFC 5465
   *     7); empty for nothing
   * @param result what was told
   * @return false when there is no room for it
   */
  boolean add(String tag, boolean byUid, Kept kept, Set<FetchItem> fetch, UidSet result) {
    if (open.size() == MOST || ranges() + kept.ranges() + result.rangeCount() > RANGES) {
      return false;
    }
    open.put(tag, new Context(tag, byUid, kept, fetch, result, folder.uids().last()));
    return true;
  }

  private long ranges() {
    return open.values().stream()
        .mapToLong(context -> context.kept.ranges() + context.result.rangeCount())
        .sum();
  }

  /** Whether there was one. */
  boolean cancel(String tag) {
    return open.remove(tag) != null;
  }

  /**
   * Tells that messages leave results, before it is told that they leave the mailbox (RFC 5267
   * 4.3.4).
   *
   * @param before the messages as the client still numbers them
   */
  void expunged(Responses out, UidSet gone, UidSet before) throws IOException {
    for (Context context : open.values()) {
      UidSet removed = context.result.intersect(gone);
      if (!removed.isEmpty()) {
        context.result = context.result.minus(removed);
        begin(out, context);
        item(out, context, "REMOVEFROM", removed, before);
        out.end();
      }
    }
  }

  /** What became of results. */
  private record Update(Context context, UidSet added, UidSet removed) {}

  /** Looks at messages that are new or have changed; nothing is told yet. */
  Updates look(UidSet changed) throws IOException {
    UidSet all = folder.uids();
    List<Update> updates = new ArrayList<>(open.size());
    TimeSlice slice = new TimeSlice(System::nanoTime);
    for (Context context : open.values()) {
      UidSet concerned = context.concerned(changed, all.last());
      if (concerned.isEmpty()) {
        continue;
      }
      SearchKey key =
          new SearchKey.And(List.of(new SearchKey.Uids(concerned), context.kept.at(all)));
      UidSet now;
      try {
        now = folder.search(key, (done, goal) -> slice.pass());
      } catch (FolderException.NoRight e) {
        // RFC 4314 4: who may not read the mailbox any more is told nothing of it.
        return new Updates(List.of());
      }
      UidSet added = now.minus(context.result);
      UidSet removed = context.result.intersect(concerned).minus(now);
      if (!added.isEmpty() || !removed.isEmpty()) {
        context.result = context.result.union(added).minus(removed);
        updates.add(new Update(context, added, removed));
      }
    }
    return new Updates(updates);
  }

  /** What is to be told of a look. */
  final class Updates {
    private final List<Update> updates;

    private Updates(List<Update> updates) {
      this.updates = updates;
    }

    /** What is to be told of a message that is new in the mailbox (RFC 5465 7). */
    Set<FetchItem> asked(long uid) {
      Set<FetchItem> items = new LinkedHashSet<>();
      for (Update update : updates) {
        if (!update.context.fetch.isEmpty() && update.added.contains(uid)) {
          items.add(FetchItem.Known.UID);
          items.addAll(update.context.fetch);
        }
      }
      return items;
    }

    /** Writes the ESEARCH responses: behind EXISTS and FETCH (RFC 5267 4.3.3, RFC 5465 5.1). */
    void tell(Responses out) throws IOException {
      for (Update update : updates) {
        begin(out, update.context);
        item(out, update.context, "REMOVEFROM", update.removed, folder.uids());
        item(out, update.context, "ADDTO", update.added, folder.uids());
        out.end();
      }
      shrink(out);
    }
  }

  /** Gives up the newest when results have grown over what there is room for. */
  private void shrink(Responses out) throws IOException {
    while (ranges() > RANGES) {
      String last = List.copyOf(open.keySet()).getLast();
      open.remove(last);
      refuse(out, last, "The result takes too much room");
    }
  }

  /** Tells that a search is not, or not any more, kept up to date (RFC 5267 4.3.1). */
  static void refuse(Responses out, String tag, String why) throws IOException {
    out.status("NO", new Code("NOUPDATE \"" + tag + "\""), why);
  }

  private static void begin(Responses out, Context context) throws IOException {
    out.ascii("* ESEARCH (TAG ").string(context.tag).ascii(context.byUid ? ") UID" : ")");
  }

  // RFC 5267 4.3.3: the results of SEARCH are in the order of the mailbox, which position 0 says.
  private static void item(
      Responses out, Context context, String word, UidSet uids, UidSet numbering)
      throws IOException {
    if (!uids.isEmpty()) {
      UidSet told = context.byUid ? uids : numbers(uids, numbering);
      out.octet(' ').ascii(word).ascii(" (0 ").ascii(told.toString()).octet(')');
    }
  }

  /** The message numbers of uids, as ranges. */
  static UidSet numbers(UidSet uids, UidSet all) {
    UidSet.Builder numbers = new UidSet.Builder();
    for (UidRange range : uids.ranges()) {
      numbers.add(new UidRange(all.indexOf(range.from()) + 1, all.indexOf(range.to()) + 1));
    }
    return numbers.build();
  }
}
