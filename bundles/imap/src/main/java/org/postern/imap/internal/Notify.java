package org.postern.imap.internal;

import java.io.IOException;

/** NOTIFY: the client says what it wants to be told unasked (RFC 5465 3). */
final class Notify implements Command.LoggedIn {
  @Override
  public String verb() {
    return "NOTIFY";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    if (in.takeWord("NONE")) {
      in.end();
      session.notifications(null, Interest.NONE);
      return Done.of("NOTIFY completed; you are told nothing");
    }
    if (!in.takeWord("SET")) {
      throw in.expected("SET or NONE");
    }
    in.space();
    NotifyRequest request = NotifyRequest.read(session, in);
    if (session.selected() != null) {
      // RFC 5465 3.1: what has happened up to now is told once, whatever is asked for.
      session.selected().follow(session.responses(), true);
    }
    Notifications notifications = new Notifications(session, request);
    try {
      notifications.begin(session.responses());
    } catch (Failure | IOException | RuntimeException e) {
      notifications.close();
      throw e;
    }
    session.notifications(notifications, request.selected());
    return Done.of("NOTIFY completed");
  }
}
