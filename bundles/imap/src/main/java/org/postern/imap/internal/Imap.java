package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Login;
import org.postern.net.Protocol;

/** The IMAP engine (RFC 9051, RFC 3501). Thread-safe. */
final class Imap implements Protocol {
  static final String NAME = "imap";

  /** How many sessions may be compressed at once: each holds some 300 KiB outside the heap. */
  private static final int COMPRESSED = 1_000;

  /** How many accounts are remembered as provided; some 10 MB. */
  private static final int PROVIDED = 100_000;

  private final Login login;
  private final Stores stores;
  private final Counters counters = new Counters();
  private final MetadataChanges metadata = new MetadataChanges();
  private final Semaphore compressed = new Semaphore(COMPRESSED);
  private final Set<String> provided = ConcurrentHashMap.newKeySet();
  private final Pace pace;
  private volatile Options options;

  Imap(Login login, Stores stores, Options options, Pace pace) {
    this.login = login;
    this.stores = stores;
    this.options = options;
    this.pace = pace;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint("imap", 143, Endpoint.Security.STARTTLS),
        // RFC 8314 3.2
        new Endpoint("imaps", 993, Endpoint.Security.IMPLICIT));
  }

  @Override
  public void serve(Connection connection) throws IOException {
    counters.sessions.increment();
    new Session(this, connection).run();
  }

  @Override
  public String refusal(String reason) {
    return "* BYE " + Code.UNAVAILABLE.before(reason);
  }

  /** Changes the settings for sessions that begin from now on. */
  void use(Options changed) {
    options = changed;
    provided.clear();
  }

  /** Makes an account's INBOX and special folders; looked up in the store once, not a login. */
  void provide(String account, User user) throws Failure, IOException {
    if (provided.contains(account)) {
      return;
    }
    user.provide(options.specialFolders());
    if (provided.size() >= PROVIDED) {
      provided.clear();
    }
    provided.add(account);
  }

  Options options() {
    return options;
  }

  Login login() {
    return login;
  }

  Stores stores() {
    return stores;
  }

  Pace pace() {
    return pace;
  }

  /** A permit for each session that is compressed. */
  Semaphore compressed() {
    return compressed;
  }

  MetadataChanges metadata() {
    return metadata;
  }

  Counters counters() {
    return counters;
  }
}
