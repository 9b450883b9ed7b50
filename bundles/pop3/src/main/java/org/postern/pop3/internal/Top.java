package org.postern.pop3.internal;

import java.io.IOException;

/** TOP: the header, the blank line and the first lines of the body (RFC 1939 7). */
final class Top implements Command.InTransaction {
  private static final String USAGE = "TOP message lines";

  @Override
  public String verb() {
    return "TOP";
  }

  @Override
  public void run(Session session, Transaction transaction, String argument)
      throws Failure, IOException {
    String[] parts = argument.strip().split(" +");
    if (parts.length != 2) {
      throw new Failure.BadCommand(Text.USAGE, USAGE);
    }
    long lines = Transaction.number(parts[1], USAGE);
    int index = transaction.message(parts[0], USAGE);
    try (Letter letter = session.letter(index)) {
      session.replies().ok(Text.TOP_FOLLOWS);
      session.counters().octets.add(letter.sendTop(session.replies(), lines));
    }
  }
}
