package org.postern.license.internal.osgi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.servlet.ServletContainer;
import org.postern.admin.internal.Api;
import org.postern.admin.internal.Backends;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryFile;
import org.postern.license.gate.ClockMark;
import org.postern.license.gate.Container;
import org.postern.license.gate.GatedBundle;
import org.postern.license.internal.rest.LicenseResources;
import org.postern.license.internal.state.LicenseFiles;
import org.postern.license.internal.state.LicenseKeeper;
import org.postern.license.token.Build;
import org.postern.license.token.License;
import org.postern.license.token.Verdict;
import org.postern.license.vendor.Vendor;

/**
 * The license's resources on a real Jetty, over a real directory and a real Felix in which a gated
 * bundle opens a port; the clocks are the test's.
 */
public final class LicenseServer {
  public static final String INSTALL = "0d5ec5a4-5a3b-4c39-8f0d-6a3f1e0b7c21";
  public static final String DOMAIN = "example.test";

  /** When this server was made, to the second. */
  public final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  public final Vendor vendor = new Vendor("example", false).key("k-2026").key("k-2025");
  public final LicenseKeeper keeper;
  public final Container felix;
  public final Path folder;

  /** What the API's clock that nobody can set says, and how often it was asked. */
  public final AtomicLong nanos = new AtomicLong();

  public final AtomicInteger asked = new AtomicInteger();

  private final DirectoryFile directory;
  private final Publication publication;
  private final Extender extender;
  private final Api api;
  private final Server jetty = new Server();
  private final ServerConnector connector = new ServerConnector(jetty);
  private final HttpClient http = HttpClient.newHttpClient();
  private final String token;

  /**
   * @param gate the vendor that the gated bundle trusts; null for the server's own
   */
  public LicenseServer(Path temporary, Vendor gate) throws Exception {
    Vendor trusted = gate == null ? vendor : gate;
    felix =
        new Container(
            temporary,
            new GatedBundle(temporary, trusted.root().armored() + trusted.bundle(1)).door());
    folder = felix.home().resolve(ClockMark.FOLDER);
    directory = DirectoryFile.open(felix.home());
    directory.directory().addDomain(DOMAIN);
    GatedBundles gated = new GatedBundles(felix.context());
    Seats seats = new Seats(directory.directory());
    publication = new Publication(felix.context());
    extender = new Extender(felix.context(), gated);
    LicenseFiles files = new LicenseFiles(folder);
    files.write(LicenseFiles.Name.INSTALL, INSTALL + "\n");
    keeper =
        new LicenseKeeper(
            new Build(vendor.trust(), begin.minus(Duration.ofDays(30))),
            files,
            seats,
            Instant::now,
            System::nanoTime,
            this::changed);
    ServerEditions editions = new ServerEditions(keeper, gated, extender, seats);
    RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
    List<Object> services = List.of(directory.directory(), directory.audit(), editions);
    api = new Api(new Backends(Backends.fixed(() -> services)), felix.home(), "0.0.0", 1 << 20);
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(
        new ServletHolder(
            new ServletContainer(
                api.application(
                    LicenseResources.of(keeper, editions, seats, felix.context(), this::nanos)))),
        "/api/v1/*");
    jetty.setHandler(context);
    jetty.start();
    token = token(Set.of("*"), Set.of());
  }

  private long nanos() {
    asked.incrementAndGet();
    return nanos.get();
  }

  private void changed(Verdict before, Verdict after, Optional<String> supply) {
    publication.publish(supply);
    extender.changed(after);
  }

  /** A token of a new administrator. */
  public String token(Set<String> scopes, Set<String> domains) throws Exception {
    Directory.Role role =
        domains.isEmpty() ? Directory.Role.SERVER_ADMIN : Directory.Role.DOMAIN_ADMIN;
    Directory.Admin admin =
        directory.directory().addAdmin("admin " + scopes + domains, role, domains);
    return directory
        .directory()
        .addToken(
            new Directory.NewToken(admin.id(), "t", scopes, Set.of(), List.of(), Optional.empty()))
        .secret();
  }

  /** Signed now. */
  public String issue(License license) throws Exception {
    return vendor.issue(license, "k-2026");
  }

  /** An answer, with its JSON. */
  public record Answer(HttpResponse<String> http, JsonNode json) {
    public int status() {
      return http.statusCode();
    }

    public String text(String member) {
      return json.path(member).asText();
    }
  }

  /** Calls the API with a text as the body. */
  public Answer call(String method, String path, String body) throws Exception {
    return answer(http.send(request(token, method, path, body), BodyHandlers.ofString()));
  }

  public Answer as(String other, String method, String path, String body) throws Exception {
    return answer(http.send(request(other, method, path, body), BodyHandlers.ofString()));
  }

  public CompletableFuture<Answer> begin(String method, String path, String body) {
    return http.sendAsync(request(token, method, path, body), BodyHandlers.ofString())
        .thenApply(LicenseServer::answer);
  }

  private HttpRequest request(String as, String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/api/v1" + path))
        .header("Authorization", "Bearer " + as)
        .header("Content-Type", "text/plain")
        .timeout(Duration.ofMinutes(1))
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  private static Answer answer(HttpResponse<String> response) {
    try {
      return new Answer(response, new JsonMapper().readTree(response.body()));
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + response.body(), e);
    }
  }

  /** The head of a request, for a test that writes to the socket itself. */
  public String head(String method, String path, int length) {
    return String.join(
        "\r\n",
        method + " /api/v1" + path + " HTTP/1.1",
        "Host: 127.0.0.1",
        "Authorization: Bearer " + token,
        "Content-Type: text/plain",
        "Content-Length: " + length,
        "Connection: close",
        "",
        "");
  }

  public int port() {
    return connector.getLocalPort();
  }

  public void close() throws Exception {
    http.close();
    jetty.stop();
    api.close();
    extender.close();
    directory.close();
    felix.close();
  }
}
