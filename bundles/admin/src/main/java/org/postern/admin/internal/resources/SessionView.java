package org.postern.admin.internal.resources;

import java.time.Instant;
import org.postern.net.Sessions;

/**
 * An open session at a moment.
 *
 * @param account the address logged in with; empty before login
 * @param tls the TLS version; empty when plain
 */
public record SessionView(
    String id,
    String protocol,
    String listener,
    String accountId,
    String account,
    String remote,
    String tls,
    Instant since,
    long bytesIn,
    long bytesOut,
    String lastCommand) {

  static SessionView of(Sessions.Session session) {
    return new SessionView(
        session.id(),
        session.protocol(),
        session.listener(),
        session.accountId(),
        session.account(),
        session.remote(),
        session.tls(),
        session.since(),
        session.bytesIn(),
        session.bytesOut(),
        session.lastCommand());
  }
}
