package org.postern.imap.internal;

import java.io.IOException;

/** SUBSCRIBE and UNSUBSCRIBE (RFC 9051 6.3.7, 6.3.8). */
final class Subscribe implements Command.LoggedIn {
  private final boolean on;

  Subscribe(boolean on) {
    this.on = on;
  }

  @Override
  public String verb() {
    return on ? "SUBSCRIBE" : "UNSUBSCRIBE";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String name = session.mailbox(in);
    in.end();
    if (!on) {
      user.unsubscribe(name);
    } else if (user.exists(name)) {
      // They outlive their mailboxes (RFC 9051 6.3.7), so that they are counted on their own.
      if (user.subscriptions().size() >= session.options().mailboxLimit()) {
        throw new Failure.No(
            Code.LIMIT, "There may be " + session.options().mailboxLimit() + " subscriptions");
      }
      user.subscribe(name);
    } else {
      throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
    return Done.of(verb() + " completed");
  }
}
