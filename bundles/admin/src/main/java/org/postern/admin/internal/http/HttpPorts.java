package org.postern.admin.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.util.tracker.ServiceTracker;
import org.postern.admin.internal.AdminPorts;
import org.postern.settings.BadSetting;
import org.postern.settings.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the API is served: plain HTTP on loopback by Felix HTTP's own connector, whose
 * configuration this writes, and HTTPS by one that is added to it.
 */
@Component(
    name = "org.postern.admin",
    service = {HttpPorts.class, AdminPorts.class},
    immediate = true)
@Designate(ocd = HttpPorts.Settings.class)
public final class HttpPorts implements AdminPorts {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPorts.class);
  private static final long SERVER_MILLIS = 10_000;
  private static final String FELIX_HTTP = "org.apache.felix.http";
  private final PortBase portBase;
  private final ConfigurationAdmin configurations;
  private final HttpPort http;
  private final HttpsPort https;
  private final ServiceRegistration<SettingsCheck> check;
  private final ComponentServiceObjects<ApiComponent> apis;
  private final CompletableFuture<ApiComponent> api = new CompletableFuture<>();
  private final Thread starter;
  private volatile Settings settings;

  /** Where administrators reach the server. */
  @ObjectClassDefinition(
      name = "Administration",
      description = "The ports of the REST API and the web console.")
  public @interface Settings {
    @AttributeDefinition(
        name = "HTTP address",
        description = "Where plain HTTP is served; a loopback address: tokens go over it.")
    String httpAddress() default "127.0.0.1";

    @AttributeDefinition(
        name = "HTTP port",
        description = "0 for the standard port 80 with the port base added.",
        min = "0",
        max = "65535")
    int httpPort() default 0;

    @AttributeDefinition(
        name = "HTTPS",
        description = "Whether HTTPS is served, with the certificate of the mail ports.")
    boolean httpsEnabled() default true;

    @AttributeDefinition(
        name = "HTTPS address",
        description = "Where HTTPS is served: loopback unless told, * for every address.")
    String httpsAddress() default "127.0.0.1";

    @AttributeDefinition(
        name = "HTTPS port",
        description = "0 for the standard port 443 with the port base added.",
        min = "0",
        max = "65535")
    int httpsPort() default 0;
  }

  @Activate
  public HttpPorts(
      BundleContext context,
      Settings settings,
      @Reference PortBase portBase,
      @Reference ConfigurationAdmin configurations,
      @Reference ComponentServiceObjects<ApiComponent> apis) {
    this.portBase = portBase;
    this.configurations = configurations;
    this.http = new HttpPort(this::listen);
    this.https = new HttpsPort(context);
    check = SettingsCheck.register(context, "org.postern.admin", Settings.class, HttpPorts::check);
    this.settings = initial(settings);
    serve();
    portBase.onChange(this::serve);
    this.apis = apis;
    // Felix HTTP starts in a thread of its own, and the API, which takes as long, is made in
    // another one: the mail ports wait for neither.
    this.starter = Thread.ofPlatform().daemon().name("admin-start").start(() -> startApi(context));
  }

  /** A wrong setting must not keep administrators out, who could mend it. */
  private static Settings initial(Settings settings) {
    try {
      check(settings);
      return settings;
    } catch (BadSetting e) {
      LOG.error("conf/org.postern.admin.json: {}; the defaults are in force", e.getMessage());
      return SettingsCheck.defaults(Settings.class);
    }
  }

  private void startApi(BundleContext context) {
    try {
      api.complete(apis.getService());
    } catch (RuntimeException e) {
      LOG.error("the API can't be made and is not served", e);
    } finally {
      api.complete(null);
    }
    watchServer(context);
  }

  private static void watchServer(BundleContext context) {
    ServiceTracker<?, ?> server = new ServiceTracker<>(context, HttpServiceRuntime.class, null);
    server.open();
    try {
      if (server.waitForService(SERVER_MILLIS) == null) {
        LOG.error("Felix HTTP does not start: the API is not served; see the log before this");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }

  @Modified
  void modified(Settings settings) {
    try {
      check(settings);
    } catch (BadSetting e) {
      LOG.error(
          "conf/org.postern.admin.json: {}; the settings before stay in force", e.getMessage());
      return;
    }
    this.settings = settings;
    serve();
  }

  @Override
  public List<Port> ports() {
    Port plain = new Port("admin-http", http.obstacle());
    return settings.httpsEnabled()
        ? List.of(plain, new Port("admin-https", https.obstacle()))
        : List.of(plain);
  }

  private void serve() {
    Settings settings = this.settings;
    https.serve(
        settings.httpsEnabled(),
        settings.httpsAddress().strip(),
        port(settings.httpsPort(), portBase.plus(443)));
    http.serve(settings.httpAddress().strip(), port(settings.httpPort(), portBase.plus(80)));
  }

  private void listen(String host, int port) throws IOException {
    Dictionary<String, Object> felix = new Hashtable<>();
    felix.put("org.apache.felix.http.enable", true);
    felix.put("org.apache.felix.http.host", host);
    felix.put("org.osgi.service.http.port", port);
    felix.put("org.apache.felix.https.enable", false);
    felix.put("org.apache.felix.http.jetty.virtualthreads.enable", true);
    felix.put("org.apache.felix.http.jetty.sendServerHeader", false);
    felix.put("org.apache.felix.http.timeout", 60_000);
    Configuration configuration = configurations.getConfiguration(FELIX_HTTP, "?");
    configuration.updateIfDifferent(felix);
  }

  private static int port(int own, int standard) {
    return own == 0 ? standard : own;
  }

  /**
   * @throws BadSetting for an address that can't be
   */
  static void check(Settings settings) {
    if (!address("httpAddress", settings.httpAddress()).isLoopbackAddress()) {
      throw new BadSetting(
          "httpAddress",
          settings.httpAddress()
              + " is not a loopback address; tokens must not travel in the clear, use"
              + " httpsAddress");
    }
    if (!settings.httpsAddress().equals("*")) {
      address("httpsAddress", settings.httpsAddress());
    }
  }

  private static InetAddress address(String key, String name) {
    try {
      if (!name.isBlank()) {
        return InetAddress.getByName(name.strip());
      }
    } catch (UnknownHostException e) {
      LOG.debug("{}: {}", key, name, e);
    }
    throw new BadSetting(key, "there is no address \"" + name + "\"");
  }

  @Deactivate
  void deactivate() {
    portBase.onChange(() -> {});
    check.unregister();
    ApiComponent made = api.join();
    starter.interrupt();
    if (made != null) {
      apis.ungetService(made);
    }
    http.close();
    https.close();
  }
}
