package org.postern.pop3.internal;

import java.io.IOException;

/** RETR: the whole message (RFC 1939 5). */
final class Retr implements Command.InTransaction {
  @Override
  public String verb() {
    return "RETR";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    int index = transaction.message(argument, "RETR message");
    try (Letter letter = session.letter(index)) {
      session.replies().ok(Text.OCTETS, letter.length());
      letter.sendWhole(session.replies());
      transaction.retrieved(index);
      session.counters().retrieved.increment();
      session.counters().octets.add(letter.length());
    }
  }
}
