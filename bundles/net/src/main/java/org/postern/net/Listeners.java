package org.postern.net;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The ports of all protocols, as a service for the administrator. Thread-safe. */
@ProviderType
public interface Listeners {

  /** All listeners, open or not, by id. */
  List<Listener> list();

  /** The TLS certificates in force; empty when there is none, so that no port offers TLS. */
  List<Certificate> certificates();

  /**
   * What an administrator should mend, each a sentence: settings that were refused, a certificate
   * that could not be read. What was in force before stays so. Empty when all is well.
   */
  List<String> problems();

  /**
   * A listener at a moment.
   *
   * @param enabled whether the settings want it open
   * @param reason why it is not open: disabled, address in use (and by whom if known) ...; empty
   *     when open
   */
  record Listener(
      String id,
      String protocol,
      boolean enabled,
      String address,
      int port,
      Endpoint.Security security,
      boolean open,
      String reason,
      int connections,
      long accepted,
      long refused) {}

  /**
   * A certificate in force.
   *
   * @param names the DNS names and IP addresses it is for
   * @param problem why the file as it is now is not in force, or that it expires within two weeks;
   *     empty when all is well
   */
  record Certificate(
      String file,
      List<String> names,
      String issuer,
      Instant notAfter,
      boolean selfSigned,
      String problem) {}
}
