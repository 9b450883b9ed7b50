package org.postern.imap.internal;

import java.io.IOException;
import org.postern.net.Input;

/**
 * IDLE: what happens is told at once (RFC 9051 6.3.13). Nothing runs while nothing happens: the
 * session's thread waits for DONE, and one is started for what there is to tell.
 */
final class Idle implements Command.LoggedIn {
  private static final int LINE_LIMIT = 64;

  @Override
  public String verb() {
    return "IDLE";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.end();
    if (session.selected() != null) {
      session.selected().tell(session.responses(), true);
    }
    session.responses().ascii("+ idling").end();
    session.responses().flush();
    session.counters().idle.increment();
    Input.Line line;
    try {
      line = listen(session);
    } finally {
      session.counters().idle.decrement();
    }
    if (!line.latin1().equalsIgnoreCase("DONE")) {
      throw new Failure.Bad("Expected DONE");
    }
    return Done.of("IDLE completed");
  }

  private static Input.Line listen(Session session) throws IOException {
    try (Watch watch = new Watch(session, true)) {
      watch.begin();
      return read(session);
    }
  }

  private static Input.Line read(Session session) throws IOException {
    return session.channel().in().readLine(LINE_LIMIT);
  }
}
