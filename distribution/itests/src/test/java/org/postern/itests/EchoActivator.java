package org.postern.itests;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.postern.net.Protocol;

/**
 * Registers {@link EchoProtocol}; what the framework registers, it takes away when the bundle
 * stops.
 */
public final class EchoActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    context.registerService(Protocol.class, new EchoProtocol(), null);
  }

  @Override
  public void stop(BundleContext context) {
    // Nothing to do.
  }
}
