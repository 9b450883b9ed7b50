package org.postern.pop3.internal;

import java.io.IOException;
import java.util.List;
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
import org.postern.mailbox.Maildrops;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Login;
import org.postern.net.MetricSource;
import org.postern.net.Protocol;
import org.postern.settings.BadSetting;
import org.postern.settings.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** POP3 as a service: its ports open when it is registered. */
@Component(
    service = {Protocol.class, MetricSource.class},
    configurationPid = "org.postern.pop3")
@Designate(ocd = Pop3Component.Settings.class)
public final class Pop3Component implements Protocol, MetricSource {
  private static final Logger LOG = LoggerFactory.getLogger(Pop3Component.class);

  private final Pop3 pop3;
  private final ServiceRegistration<SettingsCheck> check;

  /** The settings of POP3; a change counts for sessions that begin after it. */
  @ObjectClassDefinition(name = "POP3")
  @interface Settings {
    @AttributeDefinition(
        description = "Seconds a client may be silent before it is logged in",
        min = "1",
        max = "3600")
    int loginTimeoutSeconds() default 60;

    @AttributeDefinition(
        description =
            "Seconds a client that is logged in may be silent; RFC 1939 asks for 600 at least",
        min = "1",
        max = "86400")
    int idleTimeoutSeconds() default 600;

    @AttributeDefinition(
        description =
            "Seconds between two logins to one maildrop at least; 0 for none (LOGIN-DELAY)",
        min = "0",
        max = "86400")
    int loginDelaySeconds() default 0;

    @AttributeDefinition(
        description =
            "How many days mail may stay on the server, as clients are told (EXPIRE): NEVER or a"
                + " number; with 0, QUIT deletes what was retrieved")
    String expire() default "NEVER";

    @AttributeDefinition(description = "The folder opened when a login names none")
    String mailbox() default "INBOX";

    @AttributeDefinition(description = "Whether a login as user+folder@domain opens that folder")
    boolean folderInLogin() default true;

    @AttributeDefinition(
        description = "How many bad commands and failed logins end a session",
        min = "1",
        max = "1000")
    int errorLimit() default 10;
  }

  @Activate
  public Pop3Component(
      BundleContext context,
      @Reference Login login,
      @Reference Maildrops maildrops,
      Settings settings) {
    pop3 = new Pop3(login, maildrops, initial(settings), new LoginDelays(System::nanoTime));
    check = SettingsCheck.register(context, "org.postern.pop3", Settings.class, Options::of);
  }

  /** A wrong setting must not keep people from their mail. */
  private static Options initial(Settings settings) {
    try {
      return Options.of(settings);
    } catch (BadSetting e) {
      LOG.error("conf/org.postern.pop3.json: {}; the defaults are in force", e.getMessage());
      return Options.DEFAULT;
    }
  }

  @Deactivate
  void deactivate() {
    check.unregister();
  }

  @Modified
  void modified(Settings settings) {
    try {
      pop3.use(Options.of(settings));
    } catch (BadSetting e) {
      LOG.error(
          "conf/org.postern.pop3.json: {}; the settings before stay in force", e.getMessage());
    }
  }

  @Override
  public String name() {
    return pop3.name();
  }

  @Override
  public List<Endpoint> endpoints() {
    return pop3.endpoints();
  }

  @Override
  public void serve(Connection connection) throws IOException {
    pop3.serve(connection);
  }

  @Override
  public String refusal(String reason) {
    return pop3.refusal(reason);
  }

  @Override
  public List<Sample> samples() {
    return pop3.counters().samples();
  }
}
