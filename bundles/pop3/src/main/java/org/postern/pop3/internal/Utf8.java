package org.postern.pop3.internal;

import java.io.IOException;

/** UTF8: the client takes messages with UTF-8 headers as they are (RFC 6856 2). */
final class Utf8 implements Command.InAuthorization {
  @Override
  public String verb() {
    return "UTF8";
  }

  @Override
  public void run(Session session, String argument) throws Failure, IOException {
    Command.none(verb(), argument);
    session.utf8On();
    session.replies().ok(Text.UTF8_ON);
  }
}
