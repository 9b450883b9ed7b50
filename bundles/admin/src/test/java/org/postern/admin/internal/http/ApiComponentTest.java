package org.postern.admin.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.Servlet;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.apache.felix.framework.FrameworkFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.postern.admin.AdminResource;
import org.postern.admin.RequiresScope;
import org.postern.admin.Unauthenticated;
import org.postern.admin.internal.Client;
import org.postern.directory.Audit;
import org.postern.directory.Directory;
import org.postern.directory.Directory.NewToken;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryFile;

/** The API in a Felix whose services come and go. */
class ApiComponentTest {
  private Framework framework;
  private BundleContext context;
  private DirectoryFile file;
  private ServiceRegistration<Directory> directory;
  private ApiComponent component;
  private Server server;
  private Client admin;

  /** What a third party contributes. */
  @Path("/greeting")
  public static final class Greeting implements AdminResource {
    @GET
    @Produces("text/plain")
    @RequiresScope("server:read")
    public String greet() {
      return "hello";
    }

    @GET
    @Path("/all")
    @Produces("text/plain")
    @Unauthenticated
    public String greetAll() {
      return "hello all";
    }

    @GET
    @Path("/nobody")
    @Produces("text/plain")
    public String forgotten() {
      return "no rule";
    }
  }

  /** What a third party contributes later. */
  @Path("/late")
  public static final class Late implements AdminResource {
    @GET
    @Produces("text/plain")
    @RequiresScope("server:read")
    public String greet() {
      return "late";
    }
  }

  @BeforeEach
  void start(@TempDir java.nio.file.Path home, @TempDir java.nio.file.Path cache) throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    cache.toString(),
                    "postern.home",
                    home.toString()));
    framework.init();
    context = framework.getBundleContext();
    file = DirectoryFile.open(home);
    directory = context.registerService(Directory.class, file.directory(), null);
    context.registerService(Audit.class, file.audit(), null);
    Directory.Admin first = file.directory().addAdmin("first", Role.SERVER_ADMIN, Set.of());
    String token =
        file.directory()
            .addToken(
                new NewToken(first.id(), "t", Set.of("*"), Set.of(), List.of(), Optional.empty()))
            .secret();
    component = new ApiComponent(context);
    server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler handler = new ServletContextHandler("/");
    for (String pattern : List.of("/api/v1/*", "/*")) {
      String filter = "(osgi.http.whiteboard.servlet.pattern=" + pattern.replace("*", "\\*") + ")";
      Servlet servlet =
          context.getService(context.getServiceReferences(Servlet.class, filter).iterator().next());
      handler.addServlet(new ServletHolder(servlet), pattern);
    }
    server.setHandler(handler);
    server.start();
    admin = new Client(connector.getLocalPort(), token);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    component.deactivate();
    file.close();
    framework.stop();
    framework.waitForStop(10_000);
  }

  private static void await(int expected, IntSupplier status) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (status.getAsInt() != expected) {
      assertTrue(System.nanoTime() < end, () -> "still " + status.getAsInt());
    }
  }

  @Test
  void aContributedResourceComesAndGoesWithItsService() {
    admin.get("/greeting").is(404);
    ServiceRegistration<AdminResource> greeting =
        context.registerService(AdminResource.class, new Greeting(), null);
    await(200, () -> admin.get("/greeting").status());
    assertEquals("hello", admin.get("/greeting").is(200).response().body());
    Client anonymous = new Client(port(), null);
    anonymous.get("/greeting").is(401);
    anonymous.get("/greeting/all").is(200);
    admin.get("/greeting/nobody").is(403, "not-allowed");
    admin.get("/server").is(200);
    greeting.unregister();
    await(404, () -> admin.get("/greeting").status());
    admin.get("/server").is(200);
  }

  private int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  @Test
  void withoutTheDirectoryCallsAre503UntilItIsBack() {
    admin.get("/domains").is(200);
    directory.unregister();
    admin.get("/domains").is(503, "directory-unavailable");
    admin.get("/health/live").is(200);
    directory = context.registerService(Directory.class, file.directory(), null);
    admin.get("/domains").is(200);
  }

  @Test
  void itIsNotReadyBeforeEveryBundleHasHadItsTurn() throws Exception {
    assertTrue(isStarting());
    assertEquals(503, admin.get("/health/ready").status());
    framework.start();
    assertFalse(isStarting());
  }

  @Test
  void itIsStartingUntilWhatBundlesContributeIsServed() throws Exception {
    context.registerService(AdminResource.class, new Greeting(), null);
    framework.start();
    await(0, () -> isStarting() ? 1 : 0);
    admin.get("/greeting").is(200);
    context.registerService(AdminResource.class, new Late(), null);
    assertFalse(isStarting());
    await(200, () -> admin.get("/late").status());
  }

  private boolean isStarting() {
    return admin
        .get("/server/health")
        .is(200)
        .json()
        .get("components")
        .findValuesAsText("id")
        .contains("server");
  }

  @Test
  void theBundlesOfTheFrameworkAreListed() {
    // Only the framework itself is there: it is not a plug-in.
    assertEquals(0, admin.get("/plugins").is(200).json().get("items").size());
    admin.get("/plugins/org.example.none").is(404);
    admin.patch("/plugins/org.example.none", "*", "{\"state\":\"active\"}").is(404, "not-found");
  }

  @Test
  void aFreshDirectoryHasNoSetUpTokenOnceThereIsAnAdministrator() {
    admin.get("/setup").is(410, "setup-done");
  }
}
