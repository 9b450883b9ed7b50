package org.postern.pop3.internal;

import java.io.IOException;

/** UIDL: the unique-id of one message or of each (RFC 1939 7). */
final class Uidl implements Command.InTransaction {
  @Override
  public String verb() {
    return "UIDL";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    Replies replies = session.replies();
    if (!argument.isBlank()) {
      int index = transaction.message(argument, "UIDL [message]");
      replies.okPlain((index + 1) + " " + transaction.uidl(index));
      return;
    }
    replies.ok(Text.UNIQUE_IDS);
    for (int index = transaction.next(0); index >= 0; index = transaction.next(index + 1)) {
      replies.entry(index + 1L, transaction.uidl(index));
    }
    replies.end();
  }
}
