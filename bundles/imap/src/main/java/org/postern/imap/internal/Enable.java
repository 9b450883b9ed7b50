package org.postern.imap.internal;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** ENABLE (RFC 9051 6.3.1). What is not known, or hidden, is passed over. */
final class Enable implements Command.LoggedIn {
  @Override
  public String verb() {
    return "ENABLE";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    Set<String> asked = new LinkedHashSet<>();
    do {
      in.space();
      asked.add(in.word());
    } while (in.peek() == ' ');
    in.end();
    boolean condstore = session.enabled().condstore();
    Responses out = session.responses();
    out.ascii("* ENABLED");
    for (String capability : asked) {
      if (!Capabilities.hidden(session, capability) && enable(session, capability)) {
        out.octet(' ').ascii(capability.equals("IMAP4REV2") ? "IMAP4rev2" : capability);
      }
    }
    out.end();
    if (!condstore && session.enabled().condstore()) {
      tellModSeq(session);
    }
    return Done.of("ENABLE completed");
  }

  /** ENABLE CONDSTORE by a command that implies it (RFC 7162 3.1). */
  static void condstore(Session session) throws IOException {
    if (!session.enabled().condstore()) {
      session.enabled().condstoreOn();
      tellModSeq(session);
    }
  }

  /** Tells whoever begins to count by modseqs in a mailbox where he is. */
  private static void tellModSeq(Session session) throws IOException {
    if (session.selected() != null) {
      Select.tellModSeq(session.responses(), session.selected().folder());
    }
  }

  private static boolean enable(Session session, String capability) {
    switch (capability) {
      case "IMAP4REV2" -> {
        session.enabled().rev2On();
        session.responses().useUtf8();
      }
      case "UTF8=ACCEPT" -> {
        session.enabled().utf8AcceptOn();
        session.responses().useUtf8();
      }
      case "CONDSTORE" -> session.enabled().condstoreOn();
      case "QRESYNC" -> session.enabled().qresyncOn();
      case "UIDONLY" -> session.enabled().uidOnlyOn();
      default -> {
        return false;
      }
    }
    return true;
  }
}
