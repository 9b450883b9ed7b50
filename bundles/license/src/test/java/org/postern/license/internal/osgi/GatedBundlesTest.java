package org.postern.license.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.Framework;
import org.postern.net.Endpoint;
import org.postern.net.Listeners;
import org.postern.net.Protocol;

/** Whether a bundle does its work, told by the ports of what it serves. */
class GatedBundlesTest {
  @TempDir Path folder;

  private final List<Listeners.Listener> ports = new ArrayList<>();
  private Framework felix;
  private GatedBundles gated;

  @BeforeEach
  void boot() throws Exception {
    felix =
        new FrameworkFactory()
            .newFramework(Map.of("org.osgi.framework.storage", folder.toString()));
    felix.start();
    gated = new GatedBundles(felix.getBundleContext());
    register(Listeners.class, "list", ports);
    assertEquals(Optional.empty(), obstacle());
    register(Protocol.class, "name", "imap");
  }

  @AfterEach
  void halt() throws Exception {
    felix.stop();
    felix.waitForStop(30_000);
  }

  @Test
  void aPortThatIsNotOpenIsAnObstacleWhateverItsReasonIsCalled() {
    assertEquals(Optional.of("no port of imap is open yet"), obstacle());
    ports.add(listener("pop3", true, false, "in use"));
    assertEquals(Optional.of("no port of imap is open yet"), obstacle());
    ports.add(listener("imap", true, false, "the address is disabled in the kernel"));
    assertEquals(
        Optional.of("imap is not open: the address is disabled in the kernel"), obstacle());
    ports.set(1, listener("imap", true, true, ""));
    assertEquals(Optional.empty(), obstacle());
  }

  @Test
  void aPortThatTheAdministratorHasClosedIsNone() {
    ports.add(listener("imap", false, false, "switched off in the settings"));
    assertEquals(Optional.empty(), obstacle());
  }

  private Optional<String> obstacle() {
    return gated.obstacle(felix, Optional.empty());
  }

  /** A service of which one method matters. */
  private <T> void register(Class<T> type, String method, Object answer) {
    Object service =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == arguments[0];
                  default -> called.getName().equals(method) ? answer : null;
                });
    felix.getBundleContext().registerService(type, type.cast(service), null);
  }

  private static Listeners.Listener listener(
      String protocol, boolean enabled, boolean open, String reason) {
    return new Listeners.Listener(
        protocol,
        protocol,
        enabled,
        "127.0.0.1",
        143,
        Endpoint.Security.PLAIN,
        open,
        reason,
        0,
        0,
        0);
  }
}
