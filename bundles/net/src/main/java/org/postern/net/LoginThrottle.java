package org.postern.net;

import java.net.InetAddress;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Slows password guessing, over all protocols and the REST API together: failed logins are counted
 * by client network and by account name. Thread-safe; memory is bounded.
 */
@ProviderType
public interface LoginThrottle {

  /**
   * How long this client has to wait before another attempt for this name is looked at; zero when
   * it may try now.
   */
  Duration delay(InetAddress client, String name);

  void failed(InetAddress client, String name);

  void succeeded(InetAddress client, String name);
}
