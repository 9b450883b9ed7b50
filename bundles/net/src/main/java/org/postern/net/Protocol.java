package org.postern.net;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol engine, registered as an OSGi service. Its ports open when the service appears; when
 * it goes, they close at once and open sessions are drained.
 *
 * <p>Thread-safe: {@link #serve} runs on one virtual thread per connection, many at a time.
 */
@ConsumerType
public interface Protocol {

  /**
   * The name in the session registry, settings, metrics and logs: lower case, for example {@code
   * pop3}.
   */
  String name();

  /** The ports this protocol wants, at their standard numbers. */
  List<Endpoint> endpoints();

  /**
   * Speaks the protocol on one connection until it ends; blocking. The connection is closed when
   * this returns or throws. An {@link IOException} ends the session quietly; anything else is
   * logged as a defect.
   *
   * @throws IOException when the peer is gone, silent for too long, or the server is stopping
   */
  void serve(Connection connection) throws IOException;

  /**
   * The one line (without CRLF) sent to a connection that is refused before {@link #serve}, because
   * a limit is reached, or empty to close without a word. Not sent on a port with implicit TLS.
   */
  default String refusal(String reason) {
    return "";
  }
}
