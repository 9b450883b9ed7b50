package org.postern.imap.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postern.imap.internal.SearchReturn.Item;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidRange;
import org.postern.mailbox.UidSet;

/** ESEARCH: a search in many mailboxes (RFC 7377). */
final class MultiSearch implements Command.LoggedIn {
  private static final int MAILBOXES = 1_000;

  @Override
  public String verb() {
    return "ESEARCH";
  }

  /** Of many mailboxes, none has numbers that the client knows. */
  private static final class Everywhere implements SearchScope {
    @Override
    public UidSet known(MessageSet set, boolean byUid) {
      return set instanceof MessageSet.Named(SequenceSet named)
          ? UidSet.of(
              named.resolve(UidRange.MAX).stream()
                  .map(r -> new UidRange(r.first(), r.last()))
                  .toList())
          : UidSet.EMPTY;
    }

    @Override
    public UidSet recent() {
      return UidSet.EMPTY;
    }

    @Override
    public void requireNumbers(boolean saved) throws Failure.Bad {
      // RFC 7377 2.2.2
      throw new Failure.Bad("Messages of many mailboxes have no numbers");
    }
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    Set<String> names = null;
    in.space();
    if (in.takeWord("IN")) {
      in.space();
      names = sources(session, user, in);
      in.space();
    }
    SearchReturn returns = SearchReturn.read(in, SearchReturn.Of.MAILBOXES);
    Selected selected = session.selected();
    if (names == null && selected == null) {
      throw new Failure.Bad("SELECT a mailbox, or say where with IN");
    }
    if (returns.has(Item.SAVE) && names != null) {
      // RFC 7377 2.1: only what is in the selected mailbox can be saved.
      throw new Failure.Bad("SAVE goes without IN");
    }
    Search.optionalCharset(session, in);
    SearchScope scope = names == null ? selected : new Everywhere();
    SearchKey key = new SearchParser(in, scope, Clock.systemUTC()).all();
    in.end();
    if (names == null) {
      UidSet found = selected.folder().search(key, session.progress());
      if (returns.has(Item.SAVE)) {
        selected.save(found);
      }
      tell(session, selected.folder(), name(user, selected), found, returns);
    } else {
      long done = 0;
      for (String name : names) {
        session.progress().at(done++, names.size());
        search(session, user, name, key, returns);
      }
    }
    return Done.of(verb() + " completed");
  }

  private static String name(User user, Selected selected) throws IOException {
    return user.places().name(selected.folder().path()).orElse("");
  }

  private static void search(
      Session session, User user, String name, SearchKey key, SearchReturn returns)
      throws IOException {
    try (Folder folder = user.folders().open(user.session(), user.path(name), true)) {
      UidSet found = folder.search(key, session.progress().uncounted());
      tell(session, folder, name, found, returns);
    } catch (FolderException.NoSuchMailbox | FolderException.NoRight e) {
      // RFC 7377 2.2: what can't be searched is passed over.
    }
  }

  // RFC 7377 2.1
  private static void tell(
      Session session, Folder folder, String name, UidSet found, SearchReturn returns)
      throws IOException {
    if (found.isEmpty() || returns.silent()) {
      return;
    }
    Responses out = session.responses();
    out.ascii("* ESEARCH (TAG ").string(session.tag()).ascii(" MAILBOX ").mailbox(name);
    out.ascii(" UIDVALIDITY ").number(folder.uidValidity()).ascii(") UID");
    Search.tellItems(out, found, returns);
    out.end();
  }

  // RFC 7377 2.2
  private static Set<String> sources(Session session, User user, CommandReader in)
      throws Failure, IOException {
    Set<String> names = new LinkedHashSet<>();
    in.open();
    do {
      String filter = in.word();
      switch (filter) {
        case "SELECTED" -> {
          if (session.selected() == null) {
            throw new Failure.Bad("No mailbox is selected");
          }
          names.add(name(user, session.selected()));
        }
        case "INBOXES" -> names.add(MailboxNames.INBOX);
        // RFC 7377 2.2, RFC 2342 5: those of others are in another namespace.
        case "PERSONAL" -> {
          for (String name : user.names()) {
            if (user.owns(name)) {
              names.add(name);
            }
          }
        }
        case "SUBSCRIBED" -> names.addAll(user.subscriptions());
        case "MAILBOXES" -> names.addAll(mailboxes(session, in));
        case "SUBTREE", "SUBTREE-ONE" ->
            below(user, mailboxes(session, in), filter.equals("SUBTREE"), names);
        default -> throw new Failure.Bad("ESEARCH can't search in " + filter);
      }
      if (names.size() > MAILBOXES) {
        throw new Failure.No(Code.LIMIT, "ESEARCH takes " + MAILBOXES + " mailboxes at most");
      }
    } while (in.take(' '));
    in.close();
    return names;
  }

  /** Reads the name of a mailbox, or many in parentheses. */
  static List<String> mailboxes(Session session, CommandReader in) throws Failure, IOException {
    in.space();
    List<String> names = new ArrayList<>();
    if (in.peek() != '(') {
      names.add(session.mailbox(in));
      return names;
    }
    in.open();
    do {
      names.add(session.mailbox(in));
    } while (in.take(' '));
    in.close();
    return names;
  }

  private static void below(User user, List<String> tops, boolean deep, Set<String> names)
      throws Failure {
    for (String name : user.names()) {
      for (String top : tops) {
        boolean under = name.startsWith(top + "/");
        boolean next = under && name.indexOf('/', top.length() + 1) < 0;
        if (name.equals(top) || next || deep && under) {
          names.add(name);
        }
      }
    }
  }
}
