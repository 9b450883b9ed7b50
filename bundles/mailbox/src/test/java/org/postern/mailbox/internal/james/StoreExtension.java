package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.james.core.Username;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.extension.PreDeletionHook;
import org.apache.james.mailbox.extractor.TextExtractor;
import org.apache.james.mailbox.manager.ManagerTestProvisionner;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.store.FakeAuthenticator;
import org.apache.james.mailbox.store.FakeAuthorizator;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.mail.model.impl.MessageParserImpl;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.utils.UpdatableTickingClock;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postern.mailbox.internal.engine.Engine;

/**
 * A store in a folder of its own for each test, and James' managers over it as production wires
 * them, with the users, limits and clock that the contracts expect.
 */
public final class StoreExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Engine.Options SMALL = new Engine.Options(4 << 20, 1 << 16, 0, 2, 0);

  /** Hundreds of stores are made and thrown away: in memory, where the system has a place there. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private final UpdatableTickingClock clock = new UpdatableTickingClock(Instant.now());
  private Path folder;
  private Engine engine;
  private JamesStore james;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "store") : onDisk();
    engine = Engine.open(folder, SMALL);
  }

  private static Path onDisk() throws IOException {
    return Files.createTempDirectory("store");
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    engine.close();
    james = null;
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(StoreExtension::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Engine engine() {
    return engine;
  }

  public UpdatableTickingClock clock() {
    return clock;
  }

  /** The one that a test's parts share. */
  public JamesStore james() {
    if (james == null) {
      james = james(parts());
    }
    return james;
  }

  public JamesStore james(JamesStore.Parts parts) {
    james = new JamesStore(engine, parts);
    return james;
  }

  public JamesStore.Parts parts() {
    FakeAuthenticator users = new FakeAuthenticator();
    users.addUser(ManagerTestProvisionner.USER, ManagerTestProvisionner.USER_PASS);
    users.addUser(ManagerTestProvisionner.OTHER_USER, ManagerTestProvisionner.OTHER_USER_PASS);
    return new JamesStore.Parts(
        new InlineEventBus(),
        new LimitsMaxQuotaManager(new Limits.Stored(engine.quotas())),
        null,
        PreDeletionHooks.NO_PRE_DELETION_HOOK,
        new MessageParserImpl(),
        new HtmlTextExtractor(),
        users,
        FakeAuthorizator.defaultReject(),
        Identifiers.SIMPLE,
        10,
        1024,
        clock);
  }

  static PreDeletionHooks hooks(Set<PreDeletionHook> hooks) {
    return new PreDeletionHooks(hooks, new RecordingMetricFactory());
  }

  static JamesStore.Parts with(
      JamesStore.Parts p, EventBus events, QuotaManager quota, PreDeletionHooks hooks) {
    return new JamesStore.Parts(
        events,
        p.limits(),
        quota,
        hooks,
        p.parser(),
        p.extractor(),
        p.authenticator(),
        p.authorizator(),
        p.identifiers(),
        p.annotations(),
        p.annotationOctets(),
        p.clock());
  }

  static JamesStore.Parts with(JamesStore.Parts p, MessageParser parser) {
    return new JamesStore.Parts(
        p.events(),
        p.limits(),
        p.quota(),
        p.hooks(),
        parser,
        p.extractor(),
        p.authenticator(),
        p.authorizator(),
        p.identifiers(),
        p.annotations(),
        p.annotationOctets(),
        p.clock());
  }

  static JamesStore.Parts with(JamesStore.Parts p, TextExtractor extractor) {
    return new JamesStore.Parts(
        p.events(),
        p.limits(),
        p.quota(),
        p.hooks(),
        p.parser(),
        extractor,
        p.authenticator(),
        p.authorizator(),
        p.identifiers(),
        p.annotations(),
        p.annotationOctets(),
        p.clock());
  }

  static JamesStore.Parts withAnnotationLimits(JamesStore.Parts p, int count, int octets) {
    return new JamesStore.Parts(
        p.events(),
        p.limits(),
        p.quota(),
        p.hooks(),
        p.parser(),
        p.extractor(),
        p.authenticator(),
        p.authorizator(),
        p.identifiers(),
        count,
        octets,
        p.clock());
  }

  static final Username USER = Username.of("user");
}
