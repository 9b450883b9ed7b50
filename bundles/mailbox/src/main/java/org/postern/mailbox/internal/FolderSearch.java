package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Engine;

/**
 * Evaluates a search: first by the columns of the index, then, of what may still match, by text.
 * One search; for one thread.
 */
final class FolderSearch {
  private final Engine engine;
  private final Folder folder;

  FolderSearch(Engine engine, Folder folder) {
    this.engine = engine;
    this.folder = folder;
  }

  UidSet run(SearchKey key) throws IOException {
    UidSet.Builder found = new UidSet.Builder();
    Detail detail =
        needsFacts(key) ? Detail.FACTS : needsColumns(key) ? Detail.COLUMNS : Detail.FLAGS;
    folder.fetch(
        within(key),
        detail,
        0,
        message -> {
          if (matches(key, message, new MessageText(engine, message))) {
            found.add(message.uid());
          }
        });
    return found.build();
  }

  /** The uids outside of which nothing can match. */
  private UidSet within(SearchKey key) {
    return switch (key) {
      case SearchKey.Uids uids -> uids.uids();
      case SearchKey.And and -> {
        UidSet all = folder.uids();
        for (SearchKey each : and.keys()) {
          all = all.intersect(within(each));
        }
        yield all;
      }
      default -> folder.uids();
    };
  }

  private static boolean needsColumns(SearchKey key) {
    return switch (key) {
      case SearchKey.Size _,
          SearchKey.InternalDate _,
          SearchKey.SaveDate _,
          SearchKey.Email _,
          SearchKey.Thread _ ->
          true;
      case SearchKey.And and -> and.keys().stream().anyMatch(FolderSearch::needsColumns);
      case SearchKey.Or or -> or.keys().stream().anyMatch(FolderSearch::needsColumns);
      case SearchKey.Not not -> needsColumns(not.key());
      default -> false;
    };
  }

  private static boolean needsFacts(SearchKey key) {
    return switch (key) {
      case SearchKey.SentDate _, SearchKey.Header _, SearchKey.Body _, SearchKey.Text _ -> true;
      case SearchKey.And and -> and.keys().stream().anyMatch(FolderSearch::needsFacts);
      case SearchKey.Or or -> or.keys().stream().anyMatch(FolderSearch::needsFacts);
      case SearchKey.Not not -> needsFacts(not.key());
      default -> false;
    };
  }

  /** Whether a look at the message's octets is needed. */
  private static boolean needsText(SearchKey key) {
    return switch (key) {
      case SearchKey.Header _, SearchKey.Body _, SearchKey.Text _ -> true;
      case SearchKey.And and -> and.keys().stream().anyMatch(FolderSearch::needsText);
      case SearchKey.Or or -> or.keys().stream().anyMatch(FolderSearch::needsText);
      case SearchKey.Not not -> needsText(not.key());
      default -> false;
    };
  }

  private static boolean in(long value, long from, long before) {
    return value >= from && value < before;
  }

  private static boolean matches(SearchKey key, Message m, MessageText text) throws IOException {
    return switch (key) {
      case SearchKey.All _ -> true;
      case SearchKey.And and -> all(and.keys(), m, text);
      case SearchKey.Or or -> any(or.keys(), m, text);
      case SearchKey.Not not -> !matches(not.key(), m, text);
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
      case SearchKey.Header header -> text.header(header.name(), header.text());
      case SearchKey.Body body -> text.body(body.text());
      case SearchKey.Text any -> text.anywhere(any.text());
    };
  }

  /** What the index tells is asked first. */
  private static boolean all(List<SearchKey> keys, Message m, MessageText text) throws IOException {
    for (boolean slow : new boolean[] {false, true}) {
      for (SearchKey key : keys) {
        if (needsText(key) == slow && !matches(key, m, text)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean any(List<SearchKey> keys, Message m, MessageText text) throws IOException {
    for (boolean slow : new boolean[] {false, true}) {
      for (SearchKey key : keys) {
        if (needsText(key) == slow && matches(key, m, text)) {
          return true;
        }
      }
    }
    return false;
  }
}
