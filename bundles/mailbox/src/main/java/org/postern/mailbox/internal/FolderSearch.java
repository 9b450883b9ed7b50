package org.postern.mailbox.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.engine.Search;

/**
 * Evaluates a search by sets of uids: what costs little first, and what costs more of what is left,
 * down to the text of messages, for which the search index is asked. One search; for one thread.
 */
final class FolderSearch {

  /** What it takes to tell whether a key is true, the cheapest first. */
  private enum Cost {
    NOTHING,
    FLAGS,
    COLUMNS,
    FACTS,
    HEADER,
    TEXT
  }

  private final Engine engine;
  private final long mailbox;
  private final Folder folder;
  private final Folder.Progress progress;

  /** Messages that were looked at, each as often as it was, and how many it will have been. */
  private long done;

  private long goal;

  FolderSearch(Engine engine, long mailbox, Folder folder, Folder.Progress progress) {
    this.engine = engine;
    this.mailbox = mailbox;
    this.folder = folder;
    this.progress = progress;
  }

  UidSet run(SearchKey key) throws IOException {
    // What a second look is at depends on what the first one finds.
    goal = looks(key) == 1 ? folder.uids().size() : 0;
    UidSet found = evaluate(key, folder.uids());
    // What went away can't be looked at, so that NOT would find it: all of it went after this.
    List<UidRange> gone = new ArrayList<>();
    for (Messages.Range range :
        EngineCalls.call(() -> engine.messages().vanishedSince(mailbox, folder.highestModSeq()))) {
      gone.add(new UidRange(range.from(), range.to()));
    }
    return gone.isEmpty() ? found : found.minus(UidSet.of(gone));
  }

  /** How often the messages are looked at, at most. */
  private static long looks(SearchKey key) {
    return switch (key) {
      case SearchKey.Not not -> looks(not.key());
      case SearchKey.And and -> and.keys().stream().mapToLong(FolderSearch::looks).sum();
      case SearchKey.Or or -> or.keys().stream().mapToLong(FolderSearch::looks).sum();
      default -> cost(key) == Cost.NOTHING ? 0 : 1;
    };
  }

  private static Cost cost(SearchKey key) {
    return switch (key) {
      case SearchKey.All _, SearchKey.Uids _ -> Cost.NOTHING;
      case SearchKey.Flags _, SearchKey.Keyword _, SearchKey.ModSeq _ -> Cost.FLAGS;
      case SearchKey.Size _,
          SearchKey.InternalDate _,
          SearchKey.SaveDate _,
          SearchKey.Email _,
          SearchKey.Thread _ ->
          Cost.COLUMNS;
      case SearchKey.SentDate _ -> Cost.FACTS;
      case SearchKey.Header _ -> Cost.HEADER;
      case SearchKey.Body _, SearchKey.Text _ -> Cost.TEXT;
      case SearchKey.And and -> most(and.keys());
      case SearchKey.Or or -> most(or.keys());
      case SearchKey.Not not -> cost(not.key());
    };
  }

  private static Cost most(List<SearchKey> keys) {
    return keys.stream()
        .map(FolderSearch::cost)
        .max(Comparator.naturalOrder())
        .orElse(Cost.NOTHING);
  }

  /** Those of {@code among} for which the key is true, or which are gone. */
  private UidSet evaluate(SearchKey key, UidSet among) throws IOException {
    if (among.isEmpty()) {
      return among;
    }
    return switch (key) {
      case SearchKey.All _ -> among;
      case SearchKey.Uids uids -> among.intersect(uids.uids());
      case SearchKey.Not not -> among.minus(evaluate(not.key(), among));
      case SearchKey.And and -> {
        UidSet left = among;
        for (SearchKey step : steps(and.keys(), SearchKey.And::new)) {
          left = evaluateOne(step, left);
        }
        yield left;
      }
      case SearchKey.Or or -> {
        UidSet left = among;
        for (SearchKey step : steps(or.keys(), SearchKey.Or::new)) {
          left = left.minus(evaluateOne(step, left));
        }
        yield among.minus(left);
      }
      default -> evaluateOne(key, among);
    };
  }

  /** Keys by what they cost; those that one look at the rows answers are made one. */
  private static List<SearchKey> steps(
      List<SearchKey> keys, Function<List<SearchKey>, SearchKey> together) {
    List<SearchKey> steps = new ArrayList<>();
    for (Cost cost : Cost.values()) {
      Stream<SearchKey> same = keys.stream().filter(key -> cost(key) == cost);
      if (cost == Cost.NOTHING || cost == Cost.HEADER || cost == Cost.TEXT) {
        same.forEach(steps::add);
      } else {
        List<SearchKey> some = same.toList();
        if (!some.isEmpty()) {
          steps.add(some.size() == 1 ? some.getFirst() : together.apply(some));
        }
      }
    }
    return steps;
  }

  private UidSet evaluateOne(SearchKey key, UidSet among) throws IOException {
    if (among.isEmpty()) {
      return among;
    }
    return switch (key) {
      case SearchKey.Header header ->
          find(new Search.Key.Header(header.name(), header.text()), among);
      case SearchKey.Body body -> find(new Search.Key.Body(body.text()), among);
      case SearchKey.Text text -> find(new Search.Key.Text(text.text()), among);
      default ->
          switch (cost(key)) {
            case NOTHING, HEADER, TEXT -> evaluate(key, among);
            case FLAGS -> look(key, among, Detail.MODSEQ);
            case COLUMNS -> look(key, among, Detail.COLUMNS);
            case FACTS -> look(key, among, Detail.FACTS);
          };
    };
  }

  private UidSet find(Search.Key key, UidSet among) throws IOException {
    long before = done;
    try {
      return UidSet.of(
          EngineCalls.call(
              () -> engine.search().find(mailbox, among, uid -> at(before, among, uid), key)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      done = before + among.size();
    }
  }

  private void at(long before, UidSet among, long uid) {
    try {
      progress.at(before + among.rank(uid), goal);
    } catch (IOException e) {
      // Not to be taken for a failure of the engine.
      throw new UncheckedIOException(e);
    }
  }

  private UidSet look(SearchKey key, UidSet among, Detail detail) throws IOException {
    UidSet.Builder found = new UidSet.Builder();
    folder.fetch(
        among,
        detail,
        0,
        message -> {
          progress.at(done++, goal);
          if (matches(key, message)) {
            found.add(message.uid());
          }
        });
    return found.build();
  }

  private static boolean in(long value, long from, long before) {
    return value >= from && value < before;
  }

  private static boolean matches(SearchKey key, Message m) {
    return switch (key) {
      case SearchKey.All _ -> true;
      case SearchKey.And and -> and.keys().stream().allMatch(each -> matches(each, m));
      case SearchKey.Or or -> or.keys().stream().anyMatch(each -> matches(each, m));
      case SearchKey.Not not -> !matches(not.key(), m);
      case SearchKey.Uids uids -> uids.uids().contains(m.uid());
      case SearchKey.Flags flags ->
          m.flags().has(flags.set()) && (m.flags().system() & flags.unset()) == 0;
      case SearchKey.Keyword keyword -> m.flags().keywords().contains(keyword.keyword());
      case SearchKey.Size size -> in(m.size(), size.from(), size.below());
      case SearchKey.InternalDate date -> in(m.internalDate(), date.from(), date.before());
      case SearchKey.SaveDate date ->
          m.saveDate() != 0 && in(m.saveDate(), date.from(), date.before());
      case SearchKey.SentDate date -> {
        OptionalLong day = m.facts().sentDay();
        yield day.isPresent() && in(day.getAsLong(), date.from(), date.before());
      }
      case SearchKey.ModSeq modSeq -> m.modSeq() >= modSeq.from();
      case SearchKey.Email email -> m.id() == email.id();
      case SearchKey.Thread thread -> m.thread() == thread.id();
      case SearchKey.Header _, SearchKey.Body _, SearchKey.Text _ ->
          throw new IllegalArgumentException("Rows don't tell of " + key);
    };
  }
}
