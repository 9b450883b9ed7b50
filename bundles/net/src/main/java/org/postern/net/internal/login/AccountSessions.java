package org.postern.net.internal.login;

import org.postern.directory.Account;
import org.postern.net.Connection;

/** The session registry, as logging in needs it. Thread-safe. */
public interface AccountSessions {

  /** A moment to give to {@link #enter}, taken before credentials are looked at. */
  long moment();

  /** Enters an account that logged in on a connection. */
  Entry enter(Connection connection, Account account, String protocol, long credentialsSeenAt);

  /** Takes whoever logged in off a connection that goes on. */
  void leave(Connection connection);

  /** What became of it. */
  enum Entry {
    ENTERED,
    TOO_MANY,
    /** The credentials were revoked while they were being checked. */
    REVOKED
  }
}
