package org.postern.imap.internal;

/** CHECK: mail is on disk always, so that it is NOOP (RFC 3501 6.4.1). */
final class Check implements Command.InMailbox {
  @Override
  public String verb() {
    return "CHECK";
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure {
    in.end();
    return Done.of("CHECK completed");
  }
}
