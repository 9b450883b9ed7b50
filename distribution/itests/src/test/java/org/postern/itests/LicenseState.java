package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the shared server's license may be in. Suites of the base edition run in each, and must find
 * the same: no license event touches POP3, SMTP or administration.
 */
enum LicenseState {
  BASE("base"),
  ACTIVE("active"),
  LAPSED("lapsed"),
  REMOVED("base");

  private static final AtomicInteger LICENSES = new AtomicInteger();

  /** What the shared server was made last. */
  private static LicenseState current;

  private final String state;

  LicenseState(String state) {
    this.state = state;
  }

  /** The shared server, in this state. */
  Server server() {
    Server server = Server.shared();
    try {
      if (this == current && is(server)) {
        return server;
      }
      switch (this) {
        case BASE -> remove(server);
        case ACTIVE -> install(server, Instant.now().plus(Duration.ofDays(300)));
        case LAPSED -> install(server, Instant.now().plusSeconds(2));
        case REMOVED -> {
          install(server, Instant.now().plus(Duration.ofDays(300)));
          remove(server);
        }
      }
      Await.until("the license to be " + state, Duration.ofSeconds(30), () -> is(server));
      current = this;
    } catch (Exception e) {
      throw new IllegalStateException("the license can't be made " + this, e);
    }
    return server;
  }

  private boolean is(Server server) throws Exception {
    return server.get("/license").body().contains("\"state\":\"" + state + "\"");
  }

  /** The name of an account that a test of this state has for itself. */
  String account(String local) {
    return local + "-" + name().toLowerCase(Locale.ROOT);
  }

  /** Installs a license that ends then, with an id of its own. */
  static void install(Server server, Instant end) throws Exception {
    String lid = "01KAS4Z5V8QJ3M0T7W6X9%05d".formatted(LICENSES.incrementAndGet());
    HttpResponse<String> put =
        server.text(
            "PUT",
            "/license?acknowledge=true",
            DemoVendor.issue(DemoVendor.license(lid, Instant.now(), end)));
    assertEquals(200, put.statusCode(), put.body());
  }

  static void remove(Server server) throws Exception {
    HttpResponse<String> removed = server.text("DELETE", "/license?acknowledge=true", "");
    assertEquals(200, removed.statusCode(), removed.body());
  }
}
