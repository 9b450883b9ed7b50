package org.postern.admin.internal.http;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * What is added to standard ports: set once for all, in the settings of {@code org.postern.net}.
 */
@Component(service = PortBase.class, configurationPid = "org.postern.net")
public final class PortBase {
  private int portBase;
  private Runnable listener = () -> {};

  /** The one setting of the network that matters here. */
  public @interface Network {
    int portBase() default 0;
  }

  @Activate
  public PortBase(Network network) {
    this.portBase = network.portBase();
  }

  /** In place: most changes of the network's settings move no port of ours. */
  @Modified
  synchronized void modified(Network network) {
    if (network.portBase() != portBase) {
      portBase = network.portBase();
      listener.run();
    }
  }

  /** Is told when the ports have moved; one listener. */
  synchronized void onChange(Runnable told) {
    listener = told;
  }

  synchronized int plus(int standard) {
    return portBase + standard;
  }
}
