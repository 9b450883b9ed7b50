package org.postern.imap.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;

/** Reads search keys (RFC 9051 6.4.4) for one mailbox. For one command. */
final class SearchParser {
  private static final int KEYS = 1_000;
  private static final long DAY = 86_400_000;
  private static final long EVER = Long.MAX_VALUE;

  private final CommandReader in;
  private final SearchScope mailbox;
  private final Clock clock;
  private final Map<SearchKey.Uids, SequenceSet> open = new IdentityHashMap<>();
  private int keys;
  private boolean modSeq;

  SearchParser(CommandReader in, SearchScope mailbox, Clock clock) {
    this.in = in;
    this.mailbox = mailbox;
    this.clock = clock;
  }

  /** Whether a key was about modseqs, so that the answer tells the highest (RFC 7162 3.1.5). */
  boolean asksModSeq() {
    return modSeq;
  }

  /**
   * The keys that name uids up to whatever is the largest one, each as it was written: in time they
   * come to mean other messages (RFC 5267 4.3).
   */
  Map<SearchKey.Uids, SequenceSet> open() {
    return open;
  }

  /** One key or more, all of which have to be true. */
  SearchKey all() throws Failure, IOException {
    List<SearchKey> all = new ArrayList<>();
    do {
      all.add(key());
    } while (in.take(' '));
    return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
  }

  private SearchKey key() throws Failure, IOException {
    if (++keys > KEYS) {
      throw new Failure.No(Code.LIMIT, "SEARCH takes " + KEYS + " keys");
    }
    int c = in.peek();
    if (c == '(') {
      in.open();
      SearchKey group = all();
      in.close();
      return group;
    }
    if (c == '*' || c == '$' || c >= '0' && c <= '9') {
      mailbox.requireNumbers(c == '$');
      return new SearchKey.Uids(mailbox.known(MessageSet.read(in), false));
    }
    String word = in.word();
    return switch (word) {
      case "ALL" -> new SearchKey.All();
      case "ANSWERED" -> set(MessageFlags.ANSWERED);
      case "DELETED" -> set(MessageFlags.DELETED);
      case "DRAFT" -> set(MessageFlags.DRAFT);
      case "FLAGGED" -> set(MessageFlags.FLAGGED);
      case "SEEN" -> set(MessageFlags.SEEN);
      case "UNANSWERED" -> unset(MessageFlags.ANSWERED);
      case "UNDELETED" -> unset(MessageFlags.DELETED);
      case "UNDRAFT" -> unset(MessageFlags.DRAFT);
      case "UNFLAGGED" -> unset(MessageFlags.FLAGGED);
      case "UNSEEN" -> unset(MessageFlags.SEEN);
      // RFC 3501 6.4.4
      case "RECENT" -> recent();
      case "OLD" -> new SearchKey.Not(recent());
      case "NEW" -> new SearchKey.And(List.of(recent(), unset(MessageFlags.SEEN)));
      default -> withArgument(word);
    };
  }

  private SearchKey withArgument(String word) throws Failure, IOException {
    if (word.equals("SAVEDATESUPPORTED")) {
      // RFC 8514 4.4: all messages have one, or none.
      return new SearchKey.All();
    }
    if (!in.take(' ')) {
      throw new Failure.Bad("There is no search key " + word + " without an argument");
    }
    return switch (word) {
      case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(word, in.astring());
      case "BODY" -> new SearchKey.Body(in.astring());
      case "TEXT" -> new SearchKey.Text(in.astring());
      case "HEADER" -> header();
      case "KEYWORD" -> new SearchKey.Keyword(in.atom());
      case "UNKEYWORD" -> new SearchKey.Not(new SearchKey.Keyword(in.atom()));
      case "LARGER" -> new SearchKey.Size(in.number(0, EVER - 1) + 1, EVER);
      case "SMALLER" -> new SearchKey.Size(0, in.number64());
      case "UID" -> uids();
      case "NOT" -> not();
      case "OR" -> or();
      case "EMAILID" -> id('M');
      case "THREADID" -> id('T');
      case "MODSEQ" -> modSeq();
      // RFC 5032
      case "YOUNGER" -> new SearchKey.InternalDate(ago(), EVER);
      case "OLDER" -> new SearchKey.InternalDate(Long.MIN_VALUE, ago() + 1);
      default -> dated(word);
    };
  }

  private SearchKey dated(String word) throws Failure, IOException {
    return switch (word) {
      case "BEFORE" -> new SearchKey.InternalDate(Long.MIN_VALUE, Dates.date(in));
      case "ON" -> {
        long day = Dates.date(in);
        yield new SearchKey.InternalDate(day, day + DAY);
      }
      case "SINCE" -> new SearchKey.InternalDate(Dates.date(in), EVER);
      case "SENTBEFORE" -> new SearchKey.SentDate(Long.MIN_VALUE, Dates.date(in));
      case "SENTON" -> {
        long day = Dates.date(in);
        yield new SearchKey.SentDate(day, day + DAY);
      }
      case "SENTSINCE" -> new SearchKey.SentDate(Dates.date(in), EVER);
      // RFC 8514 4.4
      case "SAVEDBEFORE" -> new SearchKey.SaveDate(Long.MIN_VALUE, Dates.date(in));
      case "SAVEDON" -> {
        long day = Dates.date(in);
        yield new SearchKey.SaveDate(day, day + DAY);
      }
      case "SAVEDSINCE" -> new SearchKey.SaveDate(Dates.date(in), EVER);
      default -> throw new Failure.Bad("There is no search key " + word);
    };
  }

  private static SearchKey set(int flag) {
    return new SearchKey.Flags(flag, 0);
  }

  private static SearchKey unset(int flag) {
    return new SearchKey.Flags(0, flag);
  }

  private SearchKey recent() {
    return new SearchKey.Uids(mailbox.recent());
  }

  private SearchKey uids() throws Failure {
    MessageSet set = MessageSet.read(in);
    SearchKey.Uids key = new SearchKey.Uids(mailbox.known(set, true));
    if (set instanceof MessageSet.Named(SequenceSet named) && named.open()) {
      open.put(key, named);
    }
    return key;
  }

  private SearchKey header() throws Failure, IOException {
    String name = in.astring();
    in.space();
    return new SearchKey.Header(name, in.astring());
  }

  private SearchKey not() throws Failure, IOException {
    in.down();
    SearchKey key = key();
    in.up();
    return new SearchKey.Not(key);
  }

  private SearchKey or() throws Failure, IOException {
    in.down();
    List<SearchKey> some = new ArrayList<>();
    // Clients write a list as OR a OR b c, or as OR OR a b c, of any length: that is one level.
    int wanted = 2;
    while (true) {
      if (in.takeWord("OR")) {
        wanted++;
      } else {
        some.add(key());
        wanted--;
      }
      if (wanted == 0) {
        break;
      }
      in.space();
    }
    in.up();
    return new SearchKey.Or(some);
  }

  private SearchKey id(char kind) throws Failure {
    OptionalLong id = ObjectIds.parse(kind, in.atom());
    if (id.isEmpty()) {
      return new SearchKey.Uids(UidSet.EMPTY);
    }
    return kind == 'M' ? new SearchKey.Email(id.getAsLong()) : new SearchKey.Thread(id.getAsLong());
  }

  // RFC 7162 3.1.5: modseqs are a message's, not a flag's, so that the name of one says nothing.
  private SearchKey modSeq() throws Failure, IOException {
    modSeq = true;
    if (in.peek() == '"') {
      in.string();
      in.space();
      if (!in.takeWord("PRIV") && !in.takeWord("SHARED") && !in.takeWord("ALL")) {
        throw in.expected("priv, shared or all");
      }
      in.space();
    }
    return new SearchKey.ModSeq(in.number64());
  }

  // RFC 5032 3: seconds before now.
  private long ago() throws Failure {
    long seconds = in.number(1, CommandReader.NUMBER);
    return clock.millis() - seconds * 1000;
  }
}
