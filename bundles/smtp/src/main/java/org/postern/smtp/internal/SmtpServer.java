package org.postern.smtp.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.postern.directory.Directory;
import org.postern.directory.Resolver;
import org.postern.mailbox.Delivery;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Login;
import org.postern.net.MetricSource;
import org.postern.net.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions of all three services share. Needs no OSGi: {@link SmtpComponent} publishes it.
 * Thread-safe.
 */
final class SmtpServer {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);

  private final Login login;
  private final Senders senders;
  private final Recipients recipients;
  private final Arrival arrival;
  private final SpoolMemory memory = new SpoolMemory();
  private final Counters counters = new Counters(memory);
  private final Path spoolFolder;
  private volatile SmtpSettings settings;

  /**
   * @param home the server's home; messages too large for memory wait below its {@code tmp/}
   */
  SmtpServer(
      Resolver resolver,
      Directory directory,
      Delivery delivery,
      Login login,
      Path home,
      SmtpSettings settings) {
    this.login = login;
    this.senders = new Senders(resolver, this::freeSpace);
    this.recipients = new Recipients(resolver, delivery, new Postmaster(resolver, directory));
    this.arrival = new Arrival(resolver, delivery, recipients, counters);
    this.spoolFolder = home.resolve("tmp").resolve("smtp");
    this.settings = settings;
    clearSpool();
  }

  /** One protocol for each service, to be given to the listeners. */
  List<Protocol> protocols() {
    return Arrays.stream(Service.values()).<Protocol>map(ServiceProtocol::new).toList();
  }

  MetricSource metrics() {
    return counters;
  }

  SmtpSettings settings() {
    return settings;
  }

  /** Puts other settings in force for sessions that begin from now on. */
  void apply(SmtpSettings changed) {
    settings = changed;
  }

  Senders senders() {
    return senders;
  }

  Login login() {
    return login;
  }

  Recipients recipients() {
    return recipients;
  }

  Arrival arrival() {
    return arrival;
  }

  Counters counters() {
    return counters;
  }

  Spool spool(SmtpSettings inForce, long expected) {
    return new Spool(spoolFolder, memory, inForce, expected);
  }

  /** Octets left on the disk of the spool, or a great many when the system does not tell. */
  private long freeSpace() {
    try {
      return Files.getFileStore(spoolFolder).getUsableSpace();
    } catch (IOException e) {
      LOG.debug("Free space is not known: {}", e.toString());
      return Long.MAX_VALUE;
    }
  }

  /** What an earlier process left behind: on systems where an open file can't lose its name. */
  private void clearSpool() {
    try {
      Files.createDirectories(spoolFolder);
      try (Stream<Path> files = Files.list(spoolFolder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("{} can't be cleared: {}", spoolFolder, e.toString());
    }
  }

  private final class ServiceProtocol implements Protocol {
    private final Service service;

    private ServiceProtocol(Service service) {
      this.service = service;
    }

    @Override
    public String name() {
      return service.label();
    }

    @Override
    public List<Endpoint> endpoints() {
      return service.endpoints();
    }

    @Override
    public void serve(Connection connection) throws IOException {
      try (Session session = new Session(SmtpServer.this, service, connection)) {
        session.run();
      }
    }

    @Override
    public String refusal(String reason) {
      // RFC 5321 3.1: a host that does not serve a client now says 421, and why.
      return "421 4.7.0 " + settings.hostname() + " " + Reply.quote(reason);
    }
  }
}
