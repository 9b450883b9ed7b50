package org.postern.net;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The server's certificates, as a service for whoever opens TLS ports of their own: the HTTPS port
 * of the REST API. Thread-safe.
 */
@ProviderType
public interface TlsContexts {

  /**
   * A context with the certificates that are in force now; another instance once they have changed.
   * Empty while there are none.
   */
  Optional<SSLContext> current();
}
