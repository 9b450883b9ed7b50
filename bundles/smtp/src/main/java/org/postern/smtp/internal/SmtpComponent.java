package org.postern.smtp.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.postern.directory.Directory;
import org.postern.directory.Resolver;
import org.postern.mailbox.Delivery;
import org.postern.net.Login;
import org.postern.net.MetricSource;
import org.postern.net.Protocol;
import org.postern.settings.BadSetting;
import org.postern.settings.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers SMTP, submission and LMTP to the network, and their figures to the metrics. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.postern.smtp")
@Designate(ocd = SmtpComponent.Settings.class)
public final class SmtpComponent {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpComponent.class);

  private final SmtpServer server;
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

  /** The settings of mail reception; a change counts for the sessions that begin after it. */
  @ObjectClassDefinition(
      id = "org.postern.smtp",
      name = "Mail reception",
      description = "SMTP on port 25, submission on ports 587 and 465, LMTP on port 24")
  public @interface Settings {
    @AttributeDefinition(
        name = "Host name",
        description =
            "This server's name in greetings and Received fields; the system's name when empty")
    String hostname() default "";

    @AttributeDefinition(
        name = "Default domain",
        description =
            "The domain of <postmaster> without one and of address literals such as"
                + " [192.0.2.1]; the first domain of the directory when empty")
    String defaultDomain() default "";

    @AttributeDefinition(
        name = "Postmaster",
        description =
            "The address that reads the mail for postmaster of a domain that has no such address"
                + " itself; when empty postmaster, or else the oldest account, of the default"
                + " domain")
    String postmaster() default "";

    @AttributeDefinition(
        min = "65536",
        max = "1099511627776",
        name = "Largest message",
        description = "Octets, as announced by SIZE; at least 65536")
    long maxMessageBytes() default 134_217_728;

    @AttributeDefinition(
        min = "100",
        max = "50000",
        name = "Most recipients of a message",
        description = "100 to 50000, as announced by LIMITS RCPTMAX")
    int maxRecipients() default 1000;

    @AttributeDefinition(
        min = "0",
        max = "1000000000",
        name = "Most messages on a connection",
        description = "As announced by LIMITS MAILMAX; 0 for no limit")
    int maxTransactions() default 0;

    @AttributeDefinition(
        min = "100",
        max = "1000",
        name = "Most hops",
        description =
            "A message with more Received fields is in a loop and is refused; 100 to 1000")
    int maxHops() default 100;

    @AttributeDefinition(
        min = "1",
        max = "10000",
        name = "Most errors",
        description = "A connection with this many wrong commands is closed")
    int maxErrors() default 20;

    @AttributeDefinition(
        min = "1",
        max = "50000",
        name = "Most refused recipients",
        description = "A connection with more unknown recipients than this is closed")
    int maxRefusedRecipients() default 100;

    @AttributeDefinition(
        min = "0",
        max = "60000",
        name = "Greeting delay",
        description =
            "Milliseconds to wait on port 25 before the greeting; who speaks in that time is"
                + " refused. 0 to greet at once")
    int greetingDelayMillis() default 0;

    @AttributeDefinition(
        min = "1",
        max = "3600",
        name = "Command timeout",
        description = "Seconds between commands")
    int commandTimeoutSeconds() default 300;

    @AttributeDefinition(
        min = "1",
        max = "3600",
        name = "Data timeout",
        description = "Seconds without any octet of a message that is being sent")
    int dataTimeoutSeconds() default 180;

    @AttributeDefinition(
        min = "1",
        max = "3600",
        name = "Login timeout",
        description = "Seconds between commands on the submission ports before the login")
    int loginTimeoutSeconds() default 60;

    @AttributeDefinition(
        min = "16384",
        max = "16777216",
        name = "Memory for a message",
        description =
            "Octets of a message being received that stay in memory; the rest goes to a file"
                + " below tmp/")
    int spoolMemoryBytes() default 131_072;

    @AttributeDefinition(
        min = "1048576",
        max = "1099511627776",
        name = "Memory for all messages",
        description = "Octets of all messages being received that stay in memory together")
    long spoolMemoryTotalBytes() default 67_108_864;
  }

  /** Checks the settings and registers the three protocols. */
  @Activate
  public SmtpComponent(
      BundleContext context,
      Settings settings,
      @Reference Resolver resolver,
      @Reference Directory directory,
      @Reference Delivery delivery,
      @Reference Login login) {
    server =
        new SmtpServer(
            resolver,
            directory,
            delivery,
            login,
            Path.of(
                Objects.requireNonNull(
                    context.getProperty("postern.home"),
                    "the framework property postern.home is not set")),
            initial(settings));
    registrations.add(
        SettingsCheck.register(context, "org.postern.smtp", Settings.class, SmtpSettings::of));
    registrations.add(context.registerService(MetricSource.class, server.metrics(), null));
    for (Protocol protocol : server.protocols()) {
      registrations.add(context.registerService(Protocol.class, protocol, null));
    }
  }

  /** A wrong setting must not keep mail from coming in. */
  private static SmtpSettings initial(Settings settings) {
    try {
      return SmtpSettings.of(settings);
    } catch (BadSetting e) {
      LOG.error("conf/org.postern.smtp.json: {}; the defaults are in force", e.getMessage());
      return SmtpSettings.of(SettingsCheck.defaults(Settings.class));
    }
  }

  @Modified
  void modified(Settings settings) {
    try {
      server.apply(SmtpSettings.of(settings));
    } catch (BadSetting e) {
      LOG.error(
          "conf/org.postern.smtp.json: {}; the settings before stay in force", e.getMessage());
    }
  }

  @Deactivate
  void deactivate() {
    registrations.reversed().forEach(ServiceRegistration::unregister);
  }
}
