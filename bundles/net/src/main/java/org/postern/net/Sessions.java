package org.postern.net;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The registry of open sessions: the service through which the administrator sees and ends them.
 * Thread-safe.
 */
@ProviderType
public interface Sessions {

  /** A snapshot of all open sessions, oldest first. */
  List<Session> list();

  Optional<Session> find(String id);

  /**
   * Ends matching sessions: each gets its protocol's farewell if it is waiting for a command and is
   * closed soon after.
   *
   * @return how many were told
   */
  int end(Predicate<Session> which, String reason);

  /**
   * Octets since the server started, by protocol, account id and direction; ended sessions
   * included.
   */
  List<Traffic> traffic();

  /**
   * One open session at a moment.
   *
   * @param accountId empty before login; {@code account} is the address logged in with
   * @param tls the TLS version, or empty when plain
   */
  record Session(
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
      String lastCommand) {}

  record Traffic(String protocol, String accountId, long bytesIn, long bytesOut, long sessions) {}
}
