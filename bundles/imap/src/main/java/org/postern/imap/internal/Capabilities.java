package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is announced, and when (RFC 9051 6.1.1, 7.2.2). A capability that isn't whole is not. */
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
          "UIDONLY");

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

  static boolean hidden(Session session, String name) {
    return session
        .options()
        .hidden()
        .contains(name.toUpperCase(Locale.ROOT).replaceAll("^(APPENDLIMIT)=.*", "$1"));
  }
}
