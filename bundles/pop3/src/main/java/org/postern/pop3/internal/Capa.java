package org.postern.pop3.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * CAPA: what this session can do now (RFC 2449 5), but for what is hidden from the account that is
 * logged in: before login nobody knows whose session it will be.
 */
final class Capa implements Command.Anytime {
  /** Commands that are capabilities too, and can be hidden. */
  static final Set<String> COMMANDS = Set.of("TOP", "UIDL", "LANG");

  @Override
  public String verb() {
    return "CAPA";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    Command.none(verb(), argument);
    Replies replies = session.replies();
    replies.ok(Text.CAPABILITIES);
    for (String capability : capabilities(session)) {
      if (!session.hidden(capability.split(" ")[0])) {
        replies.line(capability);
      }
    }
    replies.end();
  }

  private static List<String> capabilities(Session session) {
    Options options = session.options();
    List<String> list = new ArrayList<>();
    if (session.connection().loginAllowed()) {
      list.add("USER");
    }
    List<String> mechanisms = session.mechanisms();
    if (!mechanisms.isEmpty()) {
      list.add("SASL " + String.join(" ", mechanisms));
    }
    // RFC 2595 4: announced before login only, and not once TLS is on.
    if (session.authorization() && !session.utf8() && session.connection().startTlsAvailable()) {
      list.add("STLS");
    }
    list.add("TOP");
    list.add("UIDL");
    list.add("PIPELINING");
    list.add("RESP-CODES");
    list.add("AUTH-RESP-CODE");
    // RFC 2449 6.7
    list.add(
        options.expireDays().isPresent()
            ? "EXPIRE " + options.expireDays().getAsInt()
            : "EXPIRE NEVER");
    // RFC 2449 6.5
    list.add("LOGIN-DELAY " + options.loginDelay().toSeconds());
    // RFC 6856 2.2: USER says that names and passwords may be UTF-8.
    list.add("UTF8 USER");
    list.add("LANG");
    list.add("IMPLEMENTATION Postern");
    return list;
  }
}
