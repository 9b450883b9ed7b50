package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.UserQuotaRootResolver;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.postern.directory.Resolver;
import org.postern.license.gate.Admission;
import org.postern.license.gate.Entitled;
import org.postern.mailbox.Folders;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Login;
import org.postern.net.MetricSource;
import org.postern.net.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IMAP as a service: its ports open when it is registered. The Pro edition's: the bundle starts
 * under a license alone, and nothing looks at the license after this constructor.
 */
@Entitled("imap")
@Component(
    service = {Protocol.class, MetricSource.class},
    configurationPid = "org.postern.imap")
@Designate(ocd = ImapComponent.Settings.class)
public final class ImapComponent implements Protocol, MetricSource {
  private static final Logger LOG = LoggerFactory.getLogger(ImapComponent.class);

  private final Imap imap;

  /** The settings of IMAP; a change counts for sessions that begin after it. */
  @ObjectClassDefinition(name = "IMAP")
  @interface Settings {
    @AttributeDefinition(
        description = "Seconds a client may be silent before it is logged in",
        min = "1",
        max = "3600")
    int loginTimeoutSeconds() default 60;

    @AttributeDefinition(
        description =
            "Seconds a client that is logged in may be silent, in IDLE too; RFC 9051 asks for 1800"
                + " at least",
        min = "1",
        max = "86400")
    int idleTimeoutSeconds() default 1800;

    @AttributeDefinition(
        description = "How many bad commands in a row, or failed logins, end a session",
        min = "1",
        max = "1000")
    int errorLimit() default 10;

    @AttributeDefinition(
        description = "MiB that a message stored by APPEND may have",
        min = "1",
        max = "1024")
    int messageMebibytes() default 50;

    @AttributeDefinition(
        description =
            "Whether an account gets the folders Drafts, Sent, Trash, Junk and Archive, known by"
                + " their use to phones and other clients, when it is first logged in to")
    boolean specialFolders() default true;

    @AttributeDefinition(
        description =
            "How many mailboxes an account may have, and as many subscriptions; those it has"
                + " already stay when it has more",
        min = "10",
        max = "1000000")
    int mailboxLimit() default 10_000;

    @AttributeDefinition(
        description =
            "Capabilities not to announce to anybody, for example COMPRESS=DEFLATE, nor to do: a way"
                + " out when clients misuse one. An account can have some of its own, which are"
                + " hidden from its login on")
    String[] hiddenCapabilities() default {};
  }

  @Activate
  public ImapComponent(
      @Reference Admission admission,
      @Reference Login login,
      @Reference MailboxManager mailboxes,
      @Reference SubscriptionManager subscriptions,
      @Reference QuotaManager quotas,
      @Reference UserQuotaRootResolver quotaRoots,
      @Reference Folders folders,
      @Reference Resolver resolver,
      Settings settings) {
    if (!admission.grants("imap")) {
      throw new SecurityException("The license in force does not open imap");
    }
    imap =
        new Imap(
            login,
            new Stores(mailboxes, subscriptions, quotas, quotaRoots, folders, new People(resolver)),
            Options.of(settings),
            Pace.USUAL);
  }

  @Modified
  void modified(Settings settings) {
    try {
      imap.use(Options.of(settings));
    } catch (IllegalArgumentException e) {
      LOG.error("org.postern.imap: {}; the settings before stay in force", e.getMessage());
    }
  }

  @Override
  public String name() {
    return imap.name();
  }

  @Override
  public List<Endpoint> endpoints() {
    return imap.endpoints();
  }

  @Override
  public void serve(Connection connection) throws IOException {
    imap.serve(connection);
  }

  @Override
  public String refusal(String reason) {
    return imap.refusal(reason);
  }

  @Override
  public List<Sample> samples() {
    return imap.counters().samples();
  }
}
