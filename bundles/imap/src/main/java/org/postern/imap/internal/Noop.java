package org.postern.imap.internal;

/** NOOP: nothing, but what has happened is told before its OK (RFC 9051 6.1.2). */
final class Noop implements Command.Anytime {
  @Override
  public String verb() {
    return "NOOP";
  }

  @Override
  public Done run(Session session, CommandReader in) throws Failure {
    in.end();
    return Done.of("NOOP completed");
  }
}
