package org.postern.pop3.internal;

import java.io.IOException;

/** STAT: how many messages and octets there are, without those marked (RFC 1939 5). */
final class Stat implements Command.InTransaction {
  @Override
  public String verb() {
    return "STAT";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    Command.none(verb(), argument);
    session.replies().okPlain(transaction.count() + " " + transaction.octets());
  }
}
