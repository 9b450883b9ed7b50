package org.postern.imap.internal;

import java.io.IOException;

/**
 * ID: who the client is, and who we are (RFC 2971). What the client says is not kept; the answer
 * names no version, which is nobody's business before login.
 */
final class Id implements Command.Anytime {
  // RFC 2971 3.3
  private static final int PAIRS = 30;

  @Override
  public String verb() {
    return "ID";
  }

  @Override
  public Done run(Session session, CommandReader in) throws Failure, IOException {
    in.space();
    if (!in.takeWord("NIL")) {
      pairs(in);
    }
    in.end();
    session.responses().untagged("ID (\"name\" \"Postern\")");
    return Done.of("ID completed");
  }

  private static void pairs(CommandReader in) throws Failure, IOException {
    in.open();
    for (int pair = 0; in.peek() != ')'; pair++) {
      if (pair == PAIRS) {
        throw new Failure.Bad("ID takes " + PAIRS + " fields at most");
      }
      if (pair > 0) {
        in.space();
      }
      in.string();
      in.space();
      in.nstring();
    }
    in.close();
  }
}
