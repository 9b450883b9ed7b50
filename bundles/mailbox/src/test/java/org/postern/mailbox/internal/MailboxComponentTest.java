package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.model.MailboxConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.invocation.InvocationOnMock;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.postern.directory.Account.Quota;
import org.postern.directory.Resolver;
import org.postern.mailbox.Delivery;
import org.postern.mailbox.Delivery.Outcome;
import org.postern.mailbox.Delivery.Target;
import org.postern.mailbox.Maildrops;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.james.InlineEventBus;

/** A store that can't be opened leaves nothing behind; mended, it comes up with the same mail. */
class MailboxComponentTest {
  private static final String ANN = "01ann";
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};

  @TempDir Path home;
  private final Set<Class<?>> registered = new HashSet<>();
  private final BundleContext context = mock(BundleContext.class, this::context);
  private final Resolver resolver = mock(Resolver.class);
  private final char delimiter = MailboxConstants.FOLDER_DELIMITER;
  private Path mail;

  /** The defaults, but without background work. */
  private static final class TestSettings implements MailboxComponent.Settings {
    @Override
    public int segmentMebibytes() {
      return 64;
    }

    @Override
    public int reserveMebibytes() {
      return 1;
    }

    @Override
    public int readers() {
      return 0;
    }

    @Override
    public int reclaimSeconds() {
      return 0;
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return MailboxComponent.Settings.class;
    }
  }

  @BeforeEach
  void fill() throws IOException {
    mail = home.resolve("data/mail");
    try (Engine engine = Engine.open(mail)) {
      Outcome stored =
          new Deliveries(engine, user -> Quota.INHERITED, new InlineEventBus(), Clock.systemUTC())
              .deliver(Text.mail("kept", "body"), List.of(new Target(ANN, "")))
              .getFirst();
      assertThat(stored).isInstanceOf(Outcome.Delivered.class);
    }
  }

  /** The component sets it for the whole JVM, which James' contract tests share. */
  @AfterEach
  void delimiterOfJames() {
    MailboxConstants.FOLDER_DELIMITER = delimiter;
  }

  private Object context(InvocationOnMock call) {
    return switch (call.getMethod().getName()) {
      case "getProperty" -> home.toString();
      case "registerService" -> {
        Class<?> type = call.getArgument(0);
        registered.add(type);
        yield mock(
            ServiceRegistration.class,
            at -> at.getMethod().getName().equals("unregister") ? unregister(type) : null);
      }
      default -> null;
    };
  }

  private Object unregister(Class<?> type) {
    assertThat(registered.remove(type)).isTrue();
    return null;
  }

  private MailboxComponent activate() {
    return new MailboxComponent(context, resolver, new TestSettings());
  }

  private void assertFails(String reason) {
    assertThatThrownBy(this::activate)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(mail.toString())
        .hasMessageContaining(reason);
    assertThat(registered).isEmpty();
  }

  private void assertComesUpWithItsMail() throws IOException {
    MailboxComponent component = activate();
    assertThat(registered)
        .contains(Delivery.class, Maildrops.class, StoreAdmin.class, MailboxManager.class);
    component.close();
    assertThat(registered).isEmpty();
    try (Engine engine = Engine.open(mail)) {
      assertThat(new LockedMaildrops(engine, new InlineEventBus()).open(ANN, "INBOX").count())
          .isEqualTo(1);
    }
  }

  @Test
  void aDamagedIndexFailsWithItsReasonAndCheckNamesIt() throws IOException {
    Path index = mail.resolve("index.db");
    byte[] good = Files.readAllBytes(index);
    Files.write(index, "this is not a database, and long enough to be looked at".getBytes());

    assertFails("is damaged");
    assertThat(Engine.check(mail, QUIET).findings())
        .singleElement()
        .asString()
        .contains(index.getParent().toString(), "damaged", "restore a backup");
    assertFails("is damaged");

    Files.write(index, good);
    assertComesUpWithItsMail();
  }

  @Test
  void aLostIndexFailsUntilItIsRebuilt() throws IOException {
    Files.delete(mail.resolve("index.db"));

    assertFails("is missing");
    assertThat(Engine.check(mail, QUIET).findings())
        .singleElement()
        .asString()
        .contains("index.db is missing", "rebuild the index");

    Engine.rebuild(mail);
    assertComesUpWithItsMail();
  }

  @Test
  void aStoreThatAnotherHoldsFailsUntilItIsFree() throws IOException {
    Engine other = Engine.open(mail);
    assertFails("is open already");
    other.close();
    assertComesUpWithItsMail();
  }
}
