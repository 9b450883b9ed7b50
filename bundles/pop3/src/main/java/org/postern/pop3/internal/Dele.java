package org.postern.pop3.internal;

import java.io.IOException;

/** DELE: marks a message; it goes at QUIT and not before (RFC 1939 5, 6). */
final class Dele implements Command.InTransaction {
  @Override
  public String verb() {
    return "DELE";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    int index = transaction.message(argument, "DELE message");
    transaction.mark(index);
    session.replies().ok(Text.DELETED, index + 1);
  }
}
