package org.postern.admin.internal.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.net.TlsContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS port: a connector that is added to Felix HTTP's server once there is a certificate,
 * follows its changes without dropping a connection, and is tried again while its port is taken.
 */
final class HttpsPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpsPort.class);
  private static final long LOOK_SECONDS = 2;
  private static final long IDLE_MILLIS = 60_000;
  private final BundleContext context;
  private final ServiceTracker<TlsContexts, TlsContexts> certificates;
  private final PortTrial trial = new PortTrial("admin-https");
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("admin-https").daemon().factory());
  private ServiceRegistration<ConnectorFactory> factory;
  private SslContextFactory.Server tls;
  private SSLContext shown;
  private Connector connector;
  private boolean enabled;
  private String address = "";
  private int port;

  HttpsPort(BundleContext context) {
    this.context = context;
    this.certificates = new ServiceTracker<>(context, TlsContexts.class, null);
    certificates.open();
    timer.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * @param at an address, or {@code *} for all
   */
  synchronized void serve(boolean on, String at, int number) {
    if (on == enabled && at.equals(address) && number == port) {
      return;
    }
    withdraw();
    enabled = on;
    address = at;
    port = number;
    trial.restart();
    timer.execute(this::look);
  }

  private synchronized void look() {
    try {
      TlsContexts source = certificates.getService();
      SSLContext current = source == null ? null : source.current().orElse(null);
      if (!enabled || current == null) {
        withdraw();
        return;
      }
      if (current != shown && tls != null) {
        tls.reload(reloaded -> reloaded.setSslContext(current));
        LOG.info("HTTPS shows the new certificate");
      }
      shown = current;
      if (connector != null && !connector.isStarted()) {
        // Somebody took the port just before Jetty did: offer it again.
        withdraw();
      }
      if (factory == null && trial.isFree(at(), address, reason -> reason)) {
        factory = context.registerService(ConnectorFactory.class, this::connector, null);
      }
    } catch (Exception e) {
      LOG.error("HTTPS can't be served on {} port {}: {}", address, port, e.getMessage());
    }
  }

  private InetSocketAddress at() throws UnknownHostException {
    return address.equals("*")
        ? new InetSocketAddress(port)
        : new InetSocketAddress(InetAddress.getByName(address), port);
  }

  /** Why it could not be opened; empty when it could. */
  String obstacle() {
    return trial.obstacle();
  }

  private synchronized void withdraw() {
    if (factory != null) {
      factory.unregister();
      factory = null;
      tls = null;
      connector = null;
    }
  }

  /** Called by Felix HTTP for each server it makes. */
  private synchronized Connector connector(Server server) {
    tls = new SslContextFactory.Server();
    tls.setSslContext(shown);
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    HttpConfiguration config = new HttpConfiguration();
    config.setSendServerVersion(false);
    // The API is reached by many names and by address; the certificate is the client's to check.
    config.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector made =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
            new HttpConnectionFactory(config));
    made.setName("admin-https");
    made.setHost(address.equals("*") ? null : address);
    made.setPort(port);
    made.setIdleTimeout(IDLE_MILLIS);
    connector = made;
    return made;
  }

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    withdraw();
    certificates.close();
  }
}
