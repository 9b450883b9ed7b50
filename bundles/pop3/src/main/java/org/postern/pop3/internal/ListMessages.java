package org.postern.pop3.internal;

import java.io.IOException;

/** LIST: the size of one message or of each (RFC 1939 5). */
final class ListMessages implements Command.InTransaction {
  @Override
  public String verb() {
    return "LIST";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    Replies replies = session.replies();
    if (!argument.isBlank()) {
      int index = transaction.message(argument, "LIST [message]");
      replies.okPlain((index + 1) + " " + transaction.size(index));
      return;
    }
    replies.ok(Text.MESSAGES, transaction.count(), transaction.octets());
    for (int index = transaction.next(0); index >= 0; index = transaction.next(index + 1)) {
      replies.entry(index + 1L, transaction.size(index));
    }
    replies.end();
  }
}
