package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is announced, and when (RFC 9051 6.1.1, 7.2.2). A capability that isn't whole is not, and
 * one that is hidden is not either, from an account from its login on: before, nobody knows whose
 * session it will be.
 */
final class Capabilities {
  private static final List<String> ALWAYS =
      List.of("IMAP4rev1", "IMAP4rev2", "LITERAL+", "SASL-IR", "ID", "ENABLE");

  private static final List<String> LOGGED_IN =
      List.of(
          "NAMESPACE",
          "IDLE",
          "UNSELECT",
          "UIDPLUS",
          "MOVE",
          "CHILDREN",
          "SPECIAL-USE",
          "CREATE-SPECIAL-USE",
          "LIST-EXTENDED",
          "LIST-STATUS",
          "STATUS=SIZE",
          "ESEARCH",
          "SEARCHRES",
          "WITHIN",
          "CONDSTORE",
          "QRESYNC",
          "MULTIAPPEND",
          "CATENATE",
          "URL-PARTIAL",
          "BINARY",
          "UTF8=ACCEPT",
          "OBJECTID",
          "SAVEDATE",
          "PREVIEW",
          "QUOTA",
          "QUOTA=RES-STORAGE",
          "QUOTA=RES-MESSAGE",
          "ACL",
          "RIGHTS=kxte",
          "LIST-MYRIGHTS",
          "METADATA",
          "REPLACE",
          "SORT",
          "SORT=DISPLAY",
          "ESORT",
          "THREAD=ORDEREDSUBJECT",
          "THREAD=REFERENCES",
          "PARTIAL",
          "MULTISEARCH",
          "LIST-METADATA",
          "INPROGRESS",
          "CONTEXT=SEARCH",
          "NOTIFY",
          "UIDONLY",
          "UNAUTHENTICATE");

  /** Commands by what announces them: hidden with the last of these. */
  private static final Map<String, Set<String>> COMMANDS =
      Map.ofEntries(
          Map.entry("ID", Set.of("ID")),
          Map.entry("ENABLE", Set.of("ENABLE")),
          Map.entry("NAMESPACE", Set.of("NAMESPACE")),
          Map.entry("IDLE", Set.of("IDLE")),
          Map.entry("UNSELECT", Set.of("UNSELECT")),
          Map.entry("UID EXPUNGE", Set.of("UIDPLUS")),
          Map.entry("MOVE", Set.of("MOVE")),
          Map.entry("UID MOVE", Set.of("MOVE")),
          Map.entry("GETQUOTA", Set.of("QUOTA")),
          Map.entry("GETQUOTAROOT", Set.of("QUOTA")),
          Map.entry("SETQUOTA", Set.of("QUOTA")),
          Map.entry("SETACL", Set.of("ACL")),
          Map.entry("DELETEACL", Set.of("ACL")),
          Map.entry("GETACL", Set.of("ACL")),
          Map.entry("LISTRIGHTS", Set.of("ACL")),
          Map.entry("MYRIGHTS", Set.of("ACL")),
          Map.entry("GETMETADATA", Set.of("METADATA")),
          Map.entry("SETMETADATA", Set.of("METADATA")),
          Map.entry("REPLACE", Set.of("REPLACE")),
          Map.entry("UID REPLACE", Set.of("REPLACE")),
          Map.entry("SORT", Set.of("SORT")),
          Map.entry("UID SORT", Set.of("SORT")),
          Map.entry("THREAD", Set.of("THREAD=ORDEREDSUBJECT", "THREAD=REFERENCES")),
          Map.entry("UID THREAD", Set.of("THREAD=ORDEREDSUBJECT", "THREAD=REFERENCES")),
          Map.entry("ESEARCH", Set.of("MULTISEARCH")),
          Map.entry("COMPRESS", Set.of("COMPRESS=DEFLATE")),
          Map.entry("CANCELUPDATE", Set.of("CONTEXT=SEARCH")),
          Map.entry("NOTIFY", Set.of("NOTIFY")),
          Map.entry("UNAUTHENTICATE", Set.of("UNAUTHENTICATE")));

  private Capabilities() {}

  static String of(Session session) {
    List<String> names = new ArrayList<>(ALWAYS);
    if (session.user() == null) {
      if (session.connection().startTlsAvailable()) {
        names.add("STARTTLS");
      }
      if (!session.connection().loginAllowed()) {
        names.add("LOGINDISABLED");
      }
      for (String mechanism : session.server().login().mechanisms(session.connection())) {
        names.add("AUTH=" + mechanism);
      }
    } else {
      names.addAll(LOGGED_IN);
      if (!session.compressed()) {
        // RFC 4978 3: not while it is on.
        names.add("COMPRESS=DEFLATE");
      }
      names.add("APPENDLIMIT=" + session.options().messageLimit());
    }
    names.removeIf(name -> hidden(session, name));
    return String.join(" ", names);
  }

  /** Whether it is hidden from everybody, or from who is logged in: then it is not done either. */
  static boolean hidden(Session session, String name) {
    // Asked some seventy times a session: no pattern is made for it.
    String upper = name.toUpperCase(Locale.ROOT);
    String hidden = upper.startsWith("APPENDLIMIT=") ? "APPENDLIMIT" : upper;
    return session.options().hidden().contains(hidden)
        || session.user() != null && session.user().hidden().contains(hidden);
  }

  /** Whether a command is one of a capability that is hidden. */
  static boolean hides(Session session, String verb) {
    Set<String> names = COMMANDS.getOrDefault(verb, Set.of());
    return !names.isEmpty() && names.stream().allMatch(name -> hidden(session, name));
  }
}
