package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What LIST is asked for (RFC 9051 6.3.9).
 *
 * @param select which mailboxes
 * @param reference what was put in front of each pattern
 * @param patterns their names, the reference in front; one at least
 * @param returns what of them
 * @param status figures to tell of each; empty for none
 * @param metadata annotations to tell of each (RFC 9590); empty for none
 * @param extended whether it is more than the LIST of RFC 3501
 */
record ListRequest(
    Set<Select> select,
    String reference,
    List<ListPattern> patterns,
    Set<Return> returns,
    Set<StatusItems> status,
    List<String> metadata,
    boolean extended) {

  private static final int PATTERNS = 64;

  /** Selection options. */
  enum Select {
    SUBSCRIBED,
    REMOTE,
    RECURSIVEMATCH,
    SPECIAL_USE
  }

  /** Return options beside STATUS. */
  enum Return {
    SUBSCRIBED,
    CHILDREN,
    SPECIAL_USE,
    /** RFC 8440. */
    MYRIGHTS
  }

  static ListRequest read(Session session, CommandReader in) throws Failure, IOException {
    Set<Select> select = EnumSet.noneOf(Select.class);
    boolean extended = in.peek() == '(';
    if (extended) {
      select(in, select);
      in.space();
    }
    boolean utf8 = session.responses().utf8();
    Optional<String> reference = MailboxNames.read(in.astring(), utf8);
    in.space();
    List<ListPattern> patterns = new ArrayList<>();
    if (in.peek() == '(') {
      extended = true;
      in.open();
      do {
        if (patterns.size() == PATTERNS) {
          throw new Failure.No(Code.LIMIT, "LIST takes " + PATTERNS + " patterns");
        }
        patterns.add(ListPattern.read(reference, in, utf8));
        requireShort(patterns);
      } while (in.take(' '));
      in.close();
    } else {
      patterns.add(ListPattern.read(reference, in, utf8));
    }
    Set<Return> returns = EnumSet.noneOf(Return.class);
    Set<StatusItems> status = EnumSet.noneOf(StatusItems.class);
    List<String> metadata = new ArrayList<>();
    if (in.take(' ')) {
      extended = true;
      if (!in.takeWord("RETURN")) {
        throw in.expected("RETURN");
      }
      in.space();
      returns(in, returns, status, metadata);
    }
    in.end();
    return new ListRequest(
        select, reference.orElse(""), patterns, returns, status, metadata, extended);
  }

  /** Whether the separator and the root of the reference are asked for, and no mailboxes. */
  boolean asksForRoot() {
    return !extended && patterns.getFirst().pattern().isEmpty();
  }

  private static void select(CommandReader in, Set<Select> select) throws Failure {
    in.open();
    while (in.peek() != ')') {
      select.add(
          switch (in.word()) {
            case "SUBSCRIBED" -> Select.SUBSCRIBED;
            case "REMOTE" -> Select.REMOTE;
            case "RECURSIVEMATCH" -> Select.RECURSIVEMATCH;
            case "SPECIAL-USE" -> Select.SPECIAL_USE;
            default -> throw new Failure.Bad("There is no such selection option of LIST");
          });
      in.take(' ');
    }
    in.close();
    if (select.contains(Select.RECURSIVEMATCH)
        && !select.contains(Select.SUBSCRIBED)
        && !select.contains(Select.SPECIAL_USE)) {
      // RFC 9051 6.3.9.1
      throw new Failure.Bad("RECURSIVEMATCH goes with SUBSCRIBED or SPECIAL-USE");
    }
  }

  private static void returns(
      CommandReader in, Set<Return> returns, Set<StatusItems> status, List<String> metadata)
      throws Failure, IOException {
    in.open();
    while (in.peek() != ')') {
      switch (in.word()) {
        case "SUBSCRIBED" -> returns.add(Return.SUBSCRIBED);
        case "CHILDREN" -> returns.add(Return.CHILDREN);
        case "SPECIAL-USE" -> returns.add(Return.SPECIAL_USE);
        case "MYRIGHTS" -> returns.add(Return.MYRIGHTS);
        case "STATUS" -> {
          in.space();
          status.addAll(StatusItems.read(in));
        }
        case "METADATA" -> {
          in.space();
          metadata.addAll(Metadata.entries(in));
        }
        default -> throw new Failure.Bad("There is no such return option of LIST");
      }
      in.take(' ');
    }
    in.close();
  }

  /**
   * Each name is compared with each pattern, which takes time of both lengths; a session that
   * computes for minutes keeps a processor from all others. One too long for itself matches nothing
   * ({@link ListPattern#read}); of many none is left out without a word.
   */
  private static void requireShort(List<ListPattern> patterns) throws Failure.No {
    if (patterns.stream().mapToInt(it -> it.pattern().length()).sum() > ListPattern.LENGTH) {
      throw new Failure.No(
          Code.LIMIT, "Patterns may have " + ListPattern.LENGTH + " characters together");
    }
  }

  boolean matches(String name) {
    return patterns.stream().anyMatch(p -> p.matches(name));
  }

  boolean selects(Select option) {
    return select.contains(option);
  }
}
