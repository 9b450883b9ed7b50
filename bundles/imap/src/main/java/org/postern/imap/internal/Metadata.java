package org.postern.imap.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mailbox.model.MailboxAnnotation;
import org.apache.james.mailbox.model.MailboxAnnotationKey;

/**
 * GETMETADATA and SETMETADATA (RFC 5464). Annotations of the server are those of the account: they
 * are kept with its INBOX, under a name of ours. {@code /shared} ones of the server are nobody's to
 * set.
 */
final class Metadata implements Command.LoggedIn {
  /** A value may have so many octets. */
  static final int OCTETS = 65_536;

  private static final int ENTRIES = 100;
  private static final int NAME = 200;

  /** What a user can't see of its mailboxes, for it is how the server keeps things. */
  private static final String OURS = "/private/vendor/postern/";

  private static final String SERVER = OURS + "server";

  /** What the store's keys can't have. */
  private static final Pattern STRANGE = Pattern.compile("[^a-z0-9/]|z(?=q)");

  /** What is written for it: two letters that no key has otherwise, and its code. */
  private static final Pattern ESCAPED = Pattern.compile("zq([0-9a-f]{2})");

  private final boolean set;

  Metadata(boolean set) {
    this.set = set;
  }

  @Override
  public String verb() {
    return set ? "SETMETADATA" : "GETMETADATA";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    return set ? set(session, user, in) : get(session, user, in);
  }

  /** How deep below an entry others are wanted (RFC 5464 4.2.2). */
  private enum Depth {
    NONE,
    ONE,
    ALL
  }

  /**
   * What GETMETADATA is asked for.
   *
   * @param most octets of a value that is told; longer ones are counted only
   */
  private record Wanted(Depth depth, long most) {}

  private Done get(Session session, User user, CommandReader in) throws Failure, IOException {
    Wanted wanted = in.peek() == '(' ? options(in) : new Wanted(Depth.NONE, Long.MAX_VALUE);
    String name = session.mailbox(in);
    in.space();
    List<String> entries = in.peek() == '(' ? entries(in) : List.of(place(in));
    in.end();
    long longest = 0;
    Map<String, String> told =
        wanted.depth == Depth.NONE ? missing(entries) : new LinkedHashMap<>();
    for (var annotation : annotations(user, name).entrySet()) {
      if (wanted(annotation.getKey(), entries, wanted.depth)) {
        int octets = octets(annotation.getValue()).length;
        if (octets <= wanted.most) {
          told.put(annotation.getKey(), annotation.getValue());
        } else {
          told.remove(annotation.getKey());
          longest = Math.max(longest, octets);
        }
      }
    }
    tell(session.responses(), name, told);
    // RFC 5464 4.2.1
    return new Done(
        longest == 0 ? Code.NONE : new Code("METADATA LONGENTRIES " + longest),
        verb() + " completed");
  }

  /** Reads entries in parentheses, to tell them. */
  static List<String> entries(CommandReader in) throws Failure, IOException {
    List<String> entries = new ArrayList<>();
    in.open();
    do {
      if (entries.size() == ENTRIES) {
        throw new Failure.No(Code.LIMIT, "There may be " + ENTRIES + " entries");
      }
      entries.add(place(in));
    } while (in.take(' '));
    in.close();
    return entries;
  }

  /** Tells the annotations of a mailbox that LIST asks for (RFC 9590 3). */
  static void list(Responses out, User user, String name, List<String> entries)
      throws Failure, IOException {
    Map<String, String> told = missing(entries);
    annotations(user, name).forEach(told::replace);
    tell(out, name, told);
  }

  /** RFC 5464 4.2: entries that were named are told; NIL of those that are not there. */
  private static Map<String, String> missing(List<String> entries) {
    Map<String, String> missing = new LinkedHashMap<>();
    for (String entry : entries) {
      if (!isRoot(entry)) {
        missing.put(entry, null);
      }
    }
    return missing;
  }

  private static Wanted options(CommandReader in) throws Failure {
    Depth depth = Depth.NONE;
    long most = Long.MAX_VALUE;
    in.open();
    do {
      if (in.takeWord("MAXSIZE")) {
        in.space();
        most = in.number64();
      } else if (in.takeWord("DEPTH")) {
        in.space();
        depth =
            switch (in.word()) {
              case "0" -> Depth.NONE;
              case "1" -> Depth.ONE;
              case "INFINITY" -> Depth.ALL;
              default -> throw new Failure.Bad("Expected 0, 1 or infinity");
            };
      } else {
        throw in.expected("MAXSIZE or DEPTH");
      }
    } while (in.take(' '));
    in.close();
    in.space();
    return new Wanted(depth, most);
  }

  private static boolean wanted(String key, List<String> entries, Depth depth) {
    for (String entry : entries) {
      boolean below = key.startsWith(entry + "/");
      boolean next = below && key.indexOf('/', entry.length() + 1) < 0;
      if (key.equals(entry) || depth == Depth.ONE && next || depth == Depth.ALL && below) {
        return true;
      }
    }
    return false;
  }

  private static void tell(Responses out, String name, Map<String, String> told)
      throws IOException {
    if (told.isEmpty()) {
      return;
    }
    out.ascii("* METADATA ").mailbox(name);
    char before = '(';
    out.octet(' ');
    for (var entry : told.entrySet()) {
      out.octet(before).string(entry.getKey()).octet(' ');
      if (entry.getValue() == null) {
        out.ascii("NIL");
      } else {
        out.string(entry.getValue());
      }
      before = ' ';
    }
    out.octet(')').end();
  }

  private static byte[] octets(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** The annotations by the names that the client knows. */
  private static Map<String, String> annotations(User user, String name) throws Failure {
    boolean server = name.isEmpty();
    // Private annotations are the owner's.
    boolean own = server || user.owns(name);
    Map<String, String> all = new LinkedHashMap<>();
    for (MailboxAnnotation annotation : user.annotations(server ? MailboxNames.INBOX : name)) {
      String key = name(annotation.getKey());
      String value = annotation.getValue().orElse("");
      if (server && key.startsWith(SERVER + "/")) {
        all.put(key.substring(SERVER.length()), value);
      } else if (!server && !key.startsWith(OURS) && (own || key.startsWith("/shared/"))) {
        all.put(key, value);
      }
    }
    return all;
  }

  /**
   * What the store has an entry under: letters and digits, where RFC 5464 3.2 has all of ASCII but
   * a few.
   */
  private static MailboxAnnotationKey key(String entry) {
    return new MailboxAnnotationKey(
        STRANGE
            .matcher(entry)
            .replaceAll(
                found -> "zq" + HexFormat.of().toHexDigits((byte) found.group().charAt(0))));
  }

  private static String name(MailboxAnnotationKey key) {
    return ESCAPED
        .matcher(key.asString())
        .replaceAll(
            found -> Matcher.quoteReplacement("" + (char) HexFormat.fromHexDigits(found.group(1))));
  }

  private Done set(Session session, User user, CommandReader in) throws Failure, IOException {
    String name = session.mailbox(in);
    in.space();
    in.open();
    Map<String, String> values = new LinkedHashMap<>();
    do {
      if (values.size() == ENTRIES) {
        throw new Failure.No(Code.METADATA_TOOMANY, verb() + " takes " + ENTRIES + " entries");
      }
      String entry = entry(in);
      in.space();
      values.put(entry, in.takeWord("NIL") ? null : value(in));
    } while (in.take(' '));
    in.close();
    in.end();
    boolean server = name.isEmpty();
    boolean own = server || user.owns(name);
    String uses = own && !server ? values.get(User.USE.asString()) : null;
    if (uses != null && !uses.isEmpty()) {
      // RFC 6154 4: it is checked as that of CREATE is, never just believed.
      SpecialUse.requireFree(user, SpecialUse.asked(List.of(uses.split(" +"))), name);
    }
    for (String entry : values.keySet()) {
      if (!own && entry.startsWith("/private/")) {
        // RFC 5464 4.3
        throw new Failure.No(
            Code.METADATA_NOPRIVATE, "Only the owner has private annotations there");
      }
      if (server && entry.startsWith("/shared/") || entry.startsWith(OURS)) {
        throw new Failure.No(Code.NOPERM, "You may not set " + entry);
      }
    }
    List<MailboxAnnotation> annotations = new ArrayList<>();
    for (var entry : values.entrySet()) {
      MailboxAnnotationKey key = key(server ? SERVER + entry.getKey() : entry.getKey());
      annotations.add(
          entry.getValue() == null
              ? MailboxAnnotation.nil(key)
              : MailboxAnnotation.newInstance(key, entry.getValue()));
    }
    // RFC 5464 4.3: when one can't be set, the others must not be.
    user.annotate(server ? MailboxNames.INBOX : name, annotations);
    session
        .server()
        .metadata()
        .tell(
            new MetadataChanges.Change(
                user.session().getSessionId(),
                user.path(server ? MailboxNames.INBOX : name),
                server,
                List.copyOf(values.keySet())));
    return Done.of(verb() + " completed");
  }

  private static String value(CommandReader in) throws Failure, IOException {
    in.take('~');
    String value = CommandReader.text(in.string());
    if (octets(value).length > OCTETS) {
      throw new Failure.No(Code.METADATA_LIMIT, "That value is too long");
    }
    return value;
  }

  /**
   * Reads an entry to tell it, or what all private or all shared ones are below: with DEPTH, the
   * way to learn of all of them (RFC 5464 4.2.2), for there are no wildcards.
   */
  private static String place(CommandReader in) throws Failure, IOException {
    String entry = in.astring().toLowerCase(Locale.ROOT);
    return isRoot(entry) ? entry : sound(entry);
  }

  private static boolean isRoot(String entry) {
    return entry.equals("/private") || entry.equals("/shared");
  }

  /** Reads an entry to set it. */
  private static String entry(CommandReader in) throws Failure, IOException {
    String entry = sound(in.astring().toLowerCase(Locale.ROOT));
    String[] levels = entry.split("/");
    if (levels[2].equals("vendor") && levels.length < 5) {
      // RFC 5464 3.2.1: the vendor's token, and below it what the vendor likes.
      throw new Failure.Bad("Expected an entry like /private/vendor/somebody/comment");
    }
    return entry;
  }

  // RFC 5464 3.2: names are ASCII and have no case.
  private static String sound(String entry) throws Failure {
    boolean sound =
        entry.length() <= NAME
            && entry.matches("/(private|shared)(/[\\x21-\\x7e&&[^/*%]]+)*")
            && entry.split("/").length > 2;
    if (!sound) {
      throw new Failure.Bad("Expected an entry like /private/comment");
    }
    return entry;
  }
}
