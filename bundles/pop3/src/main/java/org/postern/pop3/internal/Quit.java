package org.postern.pop3.internal;

import java.io.IOException;

/** QUIT: deletes what is marked and says goodbye (RFC 1939 4, 6). */
final class Quit implements Command.Anytime {
  @Override
  public String verb() {
    return "QUIT";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    Command.none(verb(), argument);
    session.end();
    Replies replies = session.replies();
    try {
      int deleted = session.update();
      if (deleted > 0) {
        replies.ok(Text.GOODBYE_DELETED, deleted);
      } else {
        replies.ok(Text.GOODBYE);
      }
    } catch (Failure e) {
      replies.error(e);
    }
  }
}
