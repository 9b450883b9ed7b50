package org.postern.mailbox.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.AttachmentManager;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MessageIdManager;
import org.apache.james.mailbox.RightManager;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.quota.UserQuotaRootResolver;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.postern.directory.Resolver;
import org.postern.mailbox.Delivery;
import org.postern.mailbox.Folders;
import org.postern.mailbox.Maildrops;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.james.InlineEventBus;
import org.postern.mailbox.internal.james.JamesStore;
import org.postern.mailbox.internal.james.Limits;
import org.postern.mailbox.internal.james.LimitsMaxQuotaManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store in {@code data/mail} of the home and registers everything over it. A store that
 * can't be opened leaves this component failed, with the reason in its state and in the log, and
 * none of the services there.
 */
@Component(
    immediate = true,
    service = {},
    configurationPid = "org.postern.mailbox")
@Designate(ocd = MailboxComponent.Settings.class)
public final class MailboxComponent {
  private static final Logger LOG = LoggerFactory.getLogger(MailboxComponent.class);

  private final Engine engine;
  private final List<ServiceRegistration<?>> services = new ArrayList<>();

  /** Measures of the store. */
  @ObjectClassDefinition(
      name = "Mail store",
      description = "Where and how mail is kept. A change closes the store and opens it again.")
  public @interface Settings {
    @AttributeDefinition(
        name = "Segment size",
        description = "MiB after which a file of message bodies is complete and a new one begins",
        min = "1",
        max = "1024")
    int segmentMebibytes() default 64;

    @AttributeDefinition(
        name = "Disk reserve",
        description =
            "Mail is refused for now when less than this many MiB are free, so that deleting still"
                + " works on a full disk",
        min = "1")
    int reserveMebibytes() default 32;

    @AttributeDefinition(
        name = "Readers",
        description = "Connections for concurrent reads of the index; 0 = by the processors",
        min = "0",
        max = "64")
    int readers() default 0;

    @AttributeDefinition(
        name = "Reclaim interval",
        description =
            "Seconds between looks for segments of which less than half is live; 0 = never",
        min = "0")
    int reclaimSeconds() default 60;
  }

  @Activate
  public MailboxComponent(BundleContext context, @Reference Resolver resolver, Settings settings) {
    Path folder = Path.of(context.getProperty("postern.home"), "data", "mail");
    try {
      engine = Engine.open(folder, options(settings));
    } catch (IOException e) {
      LOG.error("The mail store in {} can't be opened: {}", folder, e.getMessage());
      throw new IllegalStateException(
          "The mail store in " + folder + " can't be opened: " + e.getMessage(), e);
    }
    // James takes the character between folder levels from here, when a session is made.
    MailboxConstants.FOLDER_DELIMITER = '/';
    InlineEventBus events = new InlineEventBus();
    JamesStore james =
        new JamesStore(
            engine,
            JamesStore.Parts.standard(
                events,
                new LimitsMaxQuotaManager(new Limits.OfDirectory(resolver)),
                new DirectoryIdentifiers(resolver)));

    register(context, Delivery.class, new Deliveries(engine, resolver::quota, events, CLOCK));
    AccountQuotas quotas = new AccountQuotas(engine.quotas(), resolver::quota);
    register(context, Folders.class, new FolderService(engine, james, quotas, events, CLOCK));
    register(context, Maildrops.class, new LockedMaildrops(engine, events));
    register(context, StoreAdmin.class, new StoreAdministration(engine, events));
    register(context, EventBus.class, events);
    register(context, MailboxManager.class, james.mailboxManager());
    register(context, RightManager.class, james.mailboxManager());
    register(context, MessageIdManager.class, james.messageIdManager());
    register(context, SubscriptionManager.class, james.subscriptionManager());
    register(context, AttachmentManager.class, james.attachmentManager());
    register(context, QuotaManager.class, james.quotaManager());
    register(context, MaxQuotaManager.class, james.maxQuotaManager());
    register(context, QuotaRootResolver.class, james.quotaRootResolver());
    register(context, UserQuotaRootResolver.class, james.quotaRootResolver());
  }

  private static final Clock CLOCK = Clock.systemUTC();

  private static Engine.Options options(Settings settings) {
    return new Engine.Options(
        (long) settings.segmentMebibytes() << 20,
        Engine.Options.DEFAULT.largeBytes(),
        (long) settings.reserveMebibytes() << 20,
        settings.readers() == 0 ? Engine.Options.DEFAULT.readers() : settings.readers(),
        settings.reclaimSeconds());
  }

  private <T> void register(BundleContext context, Class<T> type, T service) {
    services.add(context.registerService(type, service, null));
  }

  @Deactivate
  void close() throws IOException {
    services.reversed().forEach(ServiceRegistration::unregister);
    engine.close();
  }
}
