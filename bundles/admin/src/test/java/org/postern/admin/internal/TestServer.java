package org.postern.admin.internal;

import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.servlet.ServletContainer;
import org.postern.admin.AdminResource;
import org.postern.admin.internal.http.FallbackServlet;
import org.postern.admin.internal.http.JettyProblems;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryFile;

/** The API on a real Jetty over the real directory of a home in a temporary folder. */
final class TestServer implements AutoCloseable {
  static final String PASSWORD = "correct horse battery staple";
  final List<Object> services = new CopyOnWriteArrayList<>();
  final Path home;
  final String adminToken;
  private final DirectoryFile file;
  private int admins;
  private Server server;
  private Api api;

  TestServer(Path home, AdminResource... contributed) throws Exception {
    this.home = home;
    this.file = DirectoryFile.open(home);
    services.addAll(List.of(file.directory(), file.audit(), file.resolver(), file.authenticator()));
    adminToken = token(Role.SERVER_ADMIN, Set.of(), Set.of("*"));
    start(contributed);
  }

  private void start(AdminResource... contributed) throws Exception {
    RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
    api = new Api(new Backends(Backends.fixed(() -> services)), home, "0.0.0", 1 << 20);
    server = new Server(new QueuedThreadPool(20));
    HttpConfiguration config = new HttpConfiguration();
    config.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(config));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder jersey =
        new ServletHolder(new ServletContainer(api.application(List.of(contributed))));
    context.addServlet(jersey, "/api/v1/*");
    context.addServlet(new ServletHolder(new FallbackServlet(api.json())), "/*");
    server.setHandler(context);
    server.start();
    new JettyProblems(api.json()).install(server);
  }

  /** Stops the API and starts it again over the same home. */
  void restart() throws Exception {
    server.stop();
    api.close();
    start();
  }

  Directory directory() {
    return file.directory();
  }

  DirectoryFile file() {
    return file;
  }

  Api api() {
    return api;
  }

  int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  Client admin() {
    return new Client(port(), adminToken);
  }

  Client anonymous() {
    return new Client(port(), null);
  }

  /** A client with a token of a new administrator. */
  Client as(Role role, String... domains) throws DirectoryException {
    return new Client(port(), token(role, Set.of(domains), Set.of("*")));
  }

  String token(Role role, Set<String> domains, Set<String> scopes) throws DirectoryException {
    Directory.Admin admin =
        file.directory().addAdmin("test " + role + " " + ++admins, role, domains);
    return file.directory()
        .addToken(
            new Directory.NewToken(
                admin.id(), "test", scopes, Set.of(), List.of(), Optional.empty()))
        .secret();
  }

  @Override
  public void close() throws IOException {
    List<Exception> failures = new ArrayList<>();
    try {
      server.stop();
      api.close();
      file.close();
    } catch (Exception e) {
      failures.add(e);
    }
    if (!failures.isEmpty()) {
      throw new IOException(failures.getFirst());
    }
  }
}
