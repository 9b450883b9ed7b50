package org.postern.net.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.postern.directory.Authenticator;
import org.postern.directory.CredentialListener;
import org.postern.directory.Resolver;
import org.postern.net.ListenerChanges;
import org.postern.net.Listeners;
import org.postern.net.Login;
import org.postern.net.LoginThrottle;
import org.postern.net.MetricSource;
import org.postern.net.Protocol;
import org.postern.net.Sessions;
import org.postern.net.TlsContexts;
import org.postern.settings.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a {@link NetServer} into the service registry and protocols from there into it. */
@Component(immediate = true, configurationPid = "org.postern.net")
@Designate(ocd = NetComponent.Settings.class)
public final class NetComponent {
  private static final Logger LOG = LoggerFactory.getLogger(NetComponent.class);

  /** conf/org.postern.net.json. */
  @ObjectClassDefinition(
      id = "org.postern.net",
      name = "Network",
      description = "Ports, TLS, connections and logins of all mail protocols")
  @interface Settings {
    @AttributeDefinition(
        description = "The address to listen on; * for every IPv4 and IPv6 address of the machine")
    String listen() default "*";

    @AttributeDefinition(
        min = "0",
        max = "64512",
        description = "Added to each standard port: 10000 puts POP3 (110) on 10110")
    int portBase() default 0;

    @AttributeDefinition(
        description =
            "What is different for single listeners: pop3=off, lmtp=2424, smtp=192.0.2.1:25,"
                + " pop3s=[2001:db8::1]:995, imap=192.0.2.1:*, lmtp=off 2424. A port is taken as it is,"
                + " without portBase; * is the standard one")
    String[] listeners() default {};

    @AttributeDefinition(
        description =
            "Protocols that take connections from the local network only, for example imap, which is"
                + " imap and imaps, or single listeners, for example submission. Whoever comes from"
                + " elsewhere is told so and left; behind a proxy, the address that it tells counts")
    String[] lanOnly() default {};

    @AttributeDefinition(
        description =
            "What the local network is to lanOnly, in CIDR notation: loopback, private and link-local"
                + " addresses, until other networks are named")
    String[] lanNetworks() default {
      "127.0.0.0/8",
      "::1",
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "169.254.0.0/16",
      "fc00::/7",
      "fe80::/10"
    };

    @AttributeDefinition(
        min = "1",
        max = "1000000",
        description = "Connections open at once, in all")
    int maxConnections() default 16_384;

    @AttributeDefinition(
        min = "1",
        max = "1000000",
        description = "Connections open at once from one IPv4 address or IPv6 /64")
    int maxConnectionsPerClient() default 256;

    @AttributeDefinition(
        description = "Networks to which maxConnectionsPerClient does not apply, in CIDR notation")
    String[] unlimitedClients() default {"127.0.0.0/8", "::1"};

    @AttributeDefinition(
        min = "1",
        max = "1000000",
        description = "Sessions at once of one account over one protocol")
    int maxSessionsPerAccount() default 100;

    @AttributeDefinition(
        min = "1",
        max = "3600",
        description = "Seconds of silence before login after which a connection is closed")
    int idleSeconds() default 60;

    @AttributeDefinition(
        min = "1",
        max = "600",
        description = "Seconds for a TLS handshake or a PROXY header in whole")
    int handshakeSeconds() default 30;

    @AttributeDefinition(
        min = "0",
        max = "7",
        description = "Seconds for sessions to finish the command in hand when the server stops")
    int drainSeconds() default 5;

    @AttributeDefinition(
        description =
            "Networks of proxies, in CIDR notation. From there, and only from there, every"
                + " connection must begin with a PROXY protocol header (version 1 or 2)")
    String[] proxies() default {};

    @AttributeDefinition(
        type = AttributeType.STRING,
        options = {
          @Option(value = "never", label = "never"),
          @Option(value = "loopback", label = "from loopback"),
          @Option(value = "always", label = "always")
        },
        description = "Where a password is taken without TLS")
    String plainLogin() default "loopback";

    @AttributeDefinition(
        description =
            "The SASL mechanisms to announce, best first. App passwords made before SCRAM"
                + " verifiers were kept for them work with PLAIN and LOGIN only: make new ones")
    String[] saslMechanisms() default {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN"};

    @AttributeDefinition(
        description = "The server's name, for the self-signed certificate; empty: the machine's")
    String hostName() default "";

    @AttributeDefinition(
        description = "More names for the self-signed certificate, when it is made")
    String[] certificateNames() default {};
  }

  private final BundleContext context;
  private final NetServer server;
  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private final SynchronousBundleListener shutdown = this::bundleChanged;
  private volatile Authenticator authenticator;
  private volatile Resolver resolver;
  private volatile org.postern.settings.Settings settingsFiles;

  @Activate
  public NetComponent(BundleContext context, Settings settings) {
    this.context = context;
    Path tls = Path.of(context.getProperty("postern.home"), "conf", "tls");
    NetSettings first = NetSettings.NOTHING_OPEN;
    String refused = "";
    try {
      first = SettingsReader.read(settings);
    } catch (SettingsException e) {
      // Defaults could open a port to the world that was to be on loopback.
      refused = e.getMessage();
      LOG.error("{}; no port is opened until that is mended", refused);
    }
    server =
        new NetServer(
            first,
            tls,
            () -> Optional.ofNullable(authenticator),
            () -> Optional.ofNullable(resolver));
    server.refusedSettings(refused);
    register(Listeners.class, server);
    register(
        ListenerChanges.class, new ListenerMover(server, () -> Optional.ofNullable(settingsFiles)));
    register(Sessions.class, server.sessions());
    register(Login.class, server.login());
    register(LoginThrottle.class, server.throttle());
    register(CredentialListener.class, server.credentialListener());
    register(TlsContexts.class, server.tlsContexts());
    register(MetricSource.class, server.metrics());
    services.add(
        SettingsCheck.register(context, "org.postern.net", Settings.class, SettingsReader::check));
    context.addBundleListener(shutdown);
  }

  private <T> void register(Class<T> type, T service) {
    services.add(context.registerService(type, service, null));
  }

  @Modified
  public void modified(Settings settings) {
    try {
      server.apply(SettingsReader.read(settings));
    } catch (SettingsException e) {
      LOG.error("{}; the settings before stay in force", e.getMessage());
      server.refusedSettings(e.getMessage());
    }
  }

  @Deactivate
  public void deactivate() {
    context.removeBundleListener(shutdown);
    services.forEach(ServiceRegistration::unregister);
    server.close();
  }

  /** When the whole server stops, all protocols drain together and not one after the other. */
  private void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    if (event.getType() == BundleEvent.STOPPING
        && bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
      server.stopping();
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "removeProtocol")
  void addProtocol(Protocol protocol) {
    server.add(protocol);
  }

  void removeProtocol(Protocol protocol) {
    server.remove(protocol);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      unbind = "unsetAuthenticator")
  void setAuthenticator(Authenticator service) {
    authenticator = service;
  }

  void unsetAuthenticator(Authenticator service) {
    if (authenticator == service) {
      authenticator = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      unbind = "unsetResolver")
  void setResolver(Resolver service) {
    resolver = service;
  }

  void unsetResolver(Resolver service) {
    if (resolver == service) {
      resolver = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetSettingsFiles")
  void setSettingsFiles(org.postern.settings.Settings files) {
    settingsFiles = files;
  }

  void unsetSettingsFiles(org.postern.settings.Settings files) {
    if (settingsFiles == files) {
      settingsFiles = null;
    }
  }
}
