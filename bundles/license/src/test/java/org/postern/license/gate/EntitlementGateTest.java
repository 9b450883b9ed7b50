package org.postern.license.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.condition.Condition;
import org.postern.license.token.License;
import org.postern.license.token.Supply;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

/** Every way into a gated bundle that we could think of, in a real Felix. */
class EntitlementGateTest {
  private static final Instant NOW = Instant.now();
  private static final License LICENSE = Licenses.year(Licenses.LID, NOW.minusSeconds(3600));

  @TempDir Path folder;

  private Vendor vendor;
  private GatedBundle bundles;
  private Container felix;
  private final AtomicReference<String> license = new AtomicReference<>();

  @BeforeEach
  void boot() throws Exception {
    vendor = new Vendor("example", false).key("k-2026");
    bundles = new GatedBundle(folder, vendor.root().armored() + vendor.bundle(1));
    felix = new Container(folder, bundles.door());
  }

  @AfterEach
  void halt() throws Exception {
    felix.close();
  }

  // The control: what a license does.

  @Test
  void aLicenseOpensIt() throws Exception {
    serve(issue(LICENSE));
    felix.door().start();
    assertTrue(felix.open());
  }

  @Test
  void theAnnotationAndOneLineForBndAreTheWholeGate() {
    BundleRevision revision = felix.door().adapt(BundleRevision.class);
    assertEquals(
        EntitlementGate.class.getName(), felix.door().getHeaders().get("Bundle-Activator"));
    assertFalse(felix.door().getHeaders().get("Import-Package").contains("org.postern.license"));
    assertEquals(1, revision.getDeclaredRequirements(Entitled.NAMESPACE).size());
  }

  @Test
  void itClosesWhenTheLicenseIsRemovedAndOpensAgain() throws Exception {
    ServiceRegistration<?> service = serve(issue(LICENSE));
    String text = license.get();
    for (int i = 0; i < 20; i++) {
      felix.door().start(Bundle.START_TRANSIENT);
      assertTrue(felix.open());
      Container.change(service, license, null, 2 * i + 1);
      Await.until("closed", () -> felix.door().getState() == Bundle.RESOLVED);
      assertFalse(felix.open());
      Container.change(service, license, text, 2 * i + 2);
    }
  }

  @Test
  void itClosesAtTheEndOfTheLicenseHoweverServicesComeAndGo() throws Exception {
    serve(issue(trialFor(3)));
    Deque<ServiceRegistration<?>> noise = new ArrayDeque<>();
    for (int i = 0; i < 700; i++) {
      noise.add(felix.serve(0, () -> "noise"));
    }
    felix.door().start();
    assertTrue(felix.open());
    // Each that goes asks for another look in five seconds: the end must not wait for that.
    AtomicReference<Instant> next = new AtomicReference<>(Instant.now());
    Await.until(
        "closed",
        () -> {
          if (Instant.now().isAfter(next.get())) {
            noise.remove().unregister();
            next.set(Instant.now().plusMillis(50));
          }
          return felix.door().getState() == Bundle.RESOLVED;
        });
    assertFalse(felix.open());
    assertRefused("ended");
  }

  @Test
  void aMachineWhoseClockIsBehindTheVendorsClosesNothing() throws Exception {
    serve(issue(Licenses.year(Licenses.LID, NOW.plus(Duration.ofDays(9000)))));
    felix.door().start();
    assertTrue(felix.open());
  }

  @Test
  void aMachineThatWasStartedWithItsClockYearsAheadClosesNothing() throws Exception {
    // What it was ten years ago is what it is, and the machine's clock is wrong.
    Instant right = NOW.minus(Duration.ofDays(3650)).truncatedTo(ChronoUnit.SECONDS);
    mark(right, 0);
    serve(issue(Licenses.year(Licenses.LID, right.minusSeconds(3600))));
    felix.door().start();
    assertTrue(felix.open());
  }

  @Test
  void aMachineThatWasStartedWithItsClockSetBackOpensNothing() throws Exception {
    mark(NOW.plus(Duration.ofDays(400)), 0);
    serve(issue(LICENSE));
    assertRefused("ended");
    // What the gate has seen no older mark takes back, only one by the vendor's leave.
    mark(NOW, 0);
    assertRefused("ended");
    mark(NOW, 1);
    felix.door().start();
    assertTrue(felix.open());
  }

  private void mark(Instant mark, long serial) throws Exception {
    Path marks = Files.createDirectories(felix.home().resolve(ClockMark.FOLDER));
    Files.writeString(
        marks.resolve(ClockMark.FILE), new ClockMark(mark, serial, Duration.ZERO).text());
  }

  @Test
  void aRenewalDoesNotRestartIt() throws Exception {
    ServiceRegistration<?> service = serve(issue(trialFor(3)));
    felix.door().start();
    Object component = component();
    Container.change(service, license, issue(trialFor(6)), 1);
    Instant first = Instant.now().plusSeconds(3);
    Await.until("past the first end", () -> Instant.now().isAfter(first));
    assertTrue(felix.open());
    assertEquals(component, component());
    Await.until("closed", () -> felix.door().getState() == Bundle.RESOLVED);
  }

  @Test
  void itClosesALittleAfterTheLicenseBundleIsGoneAndNotWhenItIsUpdated() throws Exception {
    ServiceRegistration<?> service = serve(issue(LICENSE));
    felix.door().start();
    Object component = component();
    service.unregister();
    service = serve(license.get());
    assertEquals(component, component());
    service.unregister();
    Await.until("closed", () -> felix.door().getState() == Bundle.RESOLVED);
    assertRefused("no license service");
  }

  @Test
  void aNewerTrustBundleAndARevocationListAreHandedOverWithIt() throws Exception {
    vendor.key("k-2027");
    String renewed = vendor.issue(LICENSE, "k-2027");
    ServiceRegistration<?> service = serve(renewed);
    assertRefused("k-2027");
    Container.change(
        service, license, Supply.text(renewed, Optional.of(vendor.bundle(2)), Optional.empty()), 1);
    felix.door().start();
    assertTrue(felix.open());
    Container.change(
        service,
        license,
        Supply.text(
            renewed,
            Optional.of(vendor.bundle(2)),
            Optional.of(vendor.revocations(1, Licenses.LID))),
        2);
    Await.until("closed", () -> felix.door().getState() == Bundle.RESOLVED);
    assertRefused("revoked");
    String stranger = new Vendor("example", false).key("k-2027").bundle(9);
    Container.change(
        service, license, Supply.text(renewed, Optional.of(stranger), Optional.empty()), 3);
    assertRefused("signature");
  }

  // The attacks.

  @Test
  void noStartByHandOpensIt() throws Exception {
    for (int options : new int[] {0, Bundle.START_TRANSIENT, Bundle.START_ACTIVATION_POLICY}) {
      BundleException refused =
          assertThrows(BundleException.class, () -> felix.door().start(options));
      assertEquals("door is not started: no license service answers", refused.getMessage());
      assertClosed();
    }
    felix.door().adapt(BundleStartLevel.class).setStartLevel(1);
    felix.reboot(); // The failed start has set the autostart.
    assertTrue(felix.door().adapt(BundleStartLevel.class).isPersistentlyStarted());
    assertClosed();
  }

  @Test
  void noConfigurationOpensIt() throws Exception {
    ConfigurationAdmin admin =
        felix.context().getService(felix.context().getServiceReference(ConfigurationAdmin.class));
    Configuration door = admin.getConfiguration("door", "?");
    door.update(
        new Hashtable<>(
            Map.of(
                "osgi.ds.satisfying.condition.target", "(osgi.condition.id=true)",
                "admission.target", "(objectClass=*)",
                "admission.cardinality.minimum", 0)));
    felix
        .context()
        .registerService(
            Condition.class,
            Condition.INSTANCE,
            new Hashtable<>(Map.of("osgi.condition.id", "org.postern.entitlement")));
    assertRefused("no license service");
  }

  @Test
  void noTextButALicenseInForceOpensIt() throws Exception {
    String good = issue(LICENSE);
    Vendor stranger = new Vendor("example", false).key("k-2026");
    List<String> texts =
        new ArrayList<>(
            List.of(
                "",
                "garbage",
                stranger.issue(LICENSE, "k-2026"),
                stranger.issue(LICENSE, "k-2026") + stranger.bundle(2),
                stranger.root().armored() + stranger.issue(LICENSE, "k-2026"),
                issue(trialFor(-60)),
                issue(Licenses.begins(LICENSE, NOW.plusSeconds(3600))),
                issue(Licenses.product(LICENSE, "other")),
                issue(Licenses.features(LICENSE, Set.of("jmap"))),
                issue(Licenses.features(LICENSE, Set.of())),
                issue(Licenses.maintenance(LICENSE, Instant.EPOCH)),
                good.substring(0, good.length() / 2),
                good + good,
                good + "x",
                "x".repeat(8 << 20)));
    texts.add(null);
    ServiceRegistration<?> service = serve(null);
    int serial = 0;
    for (String text : texts) {
      Container.change(service, license, text, ++serial);
      assertThrows(BundleException.class, () -> felix.door().start());
      assertClosed();
    }
    Container.change(service, license, good, ++serial);
    felix.door().start();
    assertTrue(felix.open());
  }

  @Test
  void roguesNeitherOpenItNorKeepItClosed() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    felix.serve(1000, () -> null);
    felix.serve(1001, () -> 7);
    felix.serve(1002, () -> "garbage");
    felix.serve(
        1003,
        () -> {
          throw new StackOverflowError("rogue");
        });
    felix.serve(1004, () -> hang(never));
    assertRefused("");
    ServiceRegistration<?> service = serve(issue(LICENSE));
    felix.door().start();
    assertTrue(felix.open());
    felix.serve(2000, () -> hang(never));
    Container.change(service, license, issue(trialFor(2)), 1);
    Await.until("closed", () -> felix.door().getState() == Bundle.RESOLVED);
    never.countDown();
  }

  @Test
  void itsClassesOutsideOfItOpenNothing() throws Exception {
    String evil = new Vendor("evil", false).key("k-2026").issue(LICENSE, "k-2026");
    Class<?> admission = felix.door().loadClass(Admission.class.getName());
    for (String text : new String[] {evil, null, ""}) {
      assertThrows(
          ReflectiveOperationException.class,
          () -> admission.getConstructor(String.class).newInstance(text));
    }
    Class<?> door = felix.door().loadClass("org.postern.license.gated.Door");
    assertThrows(
        ReflectiveOperationException.class,
        () -> door.getConstructors()[0].newInstance(felix.context(), null));
    // Ours of the same name is another class, which Felix does not take for theirs.
    Supplier<?> lie = () -> evil;
    felix.serve(1000, lie);
    assertRefused("signature");
    assertClosed();
  }

  @Test
  void aFragmentDoesNotAttach() throws Exception {
    Path fragment =
        bundles.build(
            "fragment",
            Map.of(
                "Fragment-Host", "door",
                "Bundle-ManifestVersion", "2",
                "-includeresource",
                    "org/postern/license/token/trust.txt;literal="
                        + new Vendor("evil", false).root().armored().replace("\n", "\\n"),
                "-noimportjava", "true",
                "-resourceonly", "true"));
    Bundle installed = felix.context().installBundle(fragment.toUri().toString());
    assertRefused("no license service");
    assertEquals(Bundle.INSTALLED, installed.getState());
    assertTrue(
        felix.door().adapt(BundleWiring.class).getProvidedWires("osgi.wiring.host").isEmpty());
  }

  @Test
  void anExportOfTheGatesPackagesIsNotTaken() throws Exception {
    Path rogue =
        bundles.build(
            "rogue",
            Map.of(
                "Export-Package",
                "org.postern.license.gate;version=9.0.0,org.postern.license.token;version=9.0.0",
                "Import-Package",
                "*;resolution:=optional",
                "-noimportjava",
                "true"));
    felix.context().installBundle(rogue.toUri().toString()).start();
    assertRefused("no license service");
    serve(issue(LICENSE));
    felix.door().start();
    assertTrue(felix.open());
  }

  @Test
  void aSecurityProviderThatFindsEverythingRightIsNotAsked() throws Exception {
    String forged = new Vendor("example", false).key("k-2026").issue(LICENSE, "k-2026");
    Security.insertProviderAt(new Yes("Yes"), 1);
    Provider genuine = Security.getProvider("SunEC");
    int position = List.of(Security.getProviders()).indexOf(genuine) + 1;
    try {
      serve(forged);
      assertRefused("signature");
      Security.removeProvider("SunEC");
      Security.insertProviderAt(new Yes("SunEC"), 1);
      assertRefused("");
    } finally {
      Security.removeProvider("Yes");
      Security.removeProvider("SunEC");
      Security.insertProviderAt(genuine, position - 1);
    }
  }

  private ServiceRegistration<?> serve(String text) {
    license.set(text);
    return felix.serve(0, license::get);
  }

  private String issue(License it) throws Exception {
    return vendor.issue(it, "k-2026");
  }

  private static License trialFor(long seconds) {
    return Licenses.type(
        Licenses.expires(LICENSE, Optional.of(Instant.now().plusSeconds(seconds))),
        License.Type.TRIAL);
  }

  private Object component() {
    return felix.context().getServiceReference("org.postern.license.gated.Door");
  }

  private void assertRefused(String part) {
    BundleException refused = assertThrows(BundleException.class, () -> felix.door().start());
    assertTrue(refused.getMessage().startsWith("door is not started: "), refused.getMessage());
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
    assertClosed();
  }

  private void assertClosed() {
    assertEquals(Bundle.RESOLVED, felix.door().getState());
    assertFalse(felix.open());
  }

  private static String hang(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  /** A provider whose Ed25519 verifies anything. */
  private static final class Yes extends Provider {
    private static final long serialVersionUID = 1;

    Yes(String name) {
      super(name, "1", "finds every signature right");
      put("Signature.Ed25519", Right.class.getName());
    }
  }

  /** Finds every signature right. */
  public static final class Right extends SignatureSpi {
    @Override
    protected void engineInitVerify(PublicKey key) {}

    @Override
    protected void engineInitSign(PrivateKey key) {}

    @Override
    protected void engineUpdate(byte b) {}

    @Override
    protected void engineUpdate(byte[] octets, int from, int length) {}

    @Override
    protected byte[] engineSign() {
      return new byte[64];
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return true;
    }

    @Override
    @SuppressWarnings("deprecation")
    protected void engineSetParameter(String name, Object value) {}

    @Override
    @SuppressWarnings("deprecation")
    protected Object engineGetParameter(String name) {
      return null;
    }
  }
}
