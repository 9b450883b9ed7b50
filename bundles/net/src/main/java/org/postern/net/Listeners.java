package org.postern.net;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The ports of all protocols, as a service for the administrator. Thread-safe. */
@ProviderType
public interface Listeners {

  /** All listeners, open or not, by id. */
  List<Listener> list();

  /**
   * A listener at a moment.
   *
   * @param reason why it is not open: disabled, address in use (and by whom if known) ...; empty
   *     when open
   */
  record Listener(
      String id,
      String protocol,
      String address,
      int port,
      Endpoint.Security security,
      boolean open,
      String reason,
      int connections,
      long accepted,
      long refused) {}
}
