package org.postern.admin.internal.http;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * What is added to standard ports: set once for all, in the settings of {@code org.postern.net}.
 */
@Component(service = PortBase.class, configurationPid = "org.postern.net")
public final class PortBase {
  private final int portBase;

  /** The one setting of the network that matters here. */
  public @interface Network {
    int portBase() default 0;
  }

  @Activate
  public PortBase(Network network) {
    this.portBase = network.portBase();
  }

  int plus(int standard) {
    return portBase + standard;
  }
}
