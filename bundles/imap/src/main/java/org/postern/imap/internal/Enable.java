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
    Responses out = session.responses();
    out.ascii("* ENABLED");
    for (String capability : asked) {
      if (!Capabilities.hidden(session, capability) && enable(session, capability)) {
        out.octet(' ').ascii(capability.equals("IMAP4REV2") ? "IMAP4rev2" : capability);
      }
    }
    out.end();
    return Done.of("ENABLE completed");
  }

  private static boolean enable(Session session, String capability) {
    switch (capability) {
      case "IMAP4REV2" -> {
        session.enabled().rev2On();
        session.responses().useUtf8();
      }
      case "UTF8=ACCEPT" -> session.responses().useUtf8();
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
