package org.postern.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Input;
import org.postern.net.Output;
import org.postern.net.Sessions.Session;
import org.postern.net.internal.tls.ChannelBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection while it is served. */
final class ServedConnection implements Connection {
  private static final Logger LOG = LoggerFactory.getLogger(ServedConnection.class);

  /** For a client to take the end of TLS. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  /**
   * Who logged in.
   *
   * @param protocol as the account knows it
   * @param bytesIn and {@code bytesOut}: the connection's octets that are not this login's
   */
  record LoggedIn(String accountId, String address, String protocol, long bytesIn, long bytesOut) {}

  private static final LoggedIn NOBODY = new LoggedIn("", "", "", 0, 0);

  private final String id;
  private final PortListener listener;
  private final Wire wire;
  private final NetServer server;
  private final BufferedInput in;
  private final BufferedOutput out;
  private final Instant since = Instant.now();
  private volatile InetSocketAddress remote;
  private volatile InetSocketAddress local;
  private volatile boolean counted;
  private volatile LoggedIn loggedIn = NOBODY;
  private volatile String lastCommand = "";
  private volatile String tlsVersion = "";
  private TlsTransport tls;
  private Tls negotiated;

  ServedConnection(
      NetServer server,
      PortListener listener,
      Wire wire,
      InetSocketAddress remote,
      InetSocketAddress local,
      boolean counted) {
    this.server = server;
    this.id = server.registry().newId();
    this.listener = listener;
    this.wire = wire;
    this.remote = remote;
    this.local = local;
    this.counted = counted;
    this.out = new BufferedOutput(wire, server.pool());
    this.in = new BufferedInput(wire, server.pool(), out);
  }

  PortListener listener() {
    return listener;
  }

  Wire wire() {
    return wire;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Endpoint endpoint() {
    return listener.endpoint();
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public Input in() {
    return in;
  }

  @Override
  public Output out() {
    return out;
  }

  @Override
  public Optional<Tls> tls() {
    TlsTransport over = tls;
    if (over == null) {
      return Optional.empty();
    }
    if (negotiated == null) {
      SSLSession session = over.session();
      negotiated =
          new Tls(
              session.getProtocol(),
              session.getCipherSuite(),
              ChannelBinding.serverEndPoint(session),
              ChannelBinding.exporter(session));
    }
    return Optional.of(negotiated);
  }

  @Override
  public boolean startTlsAvailable() {
    return tls == null
        && endpoint().security() == Endpoint.Security.STARTTLS
        && server.tlsCertificates().available();
  }

  @Override
  public void startTls() throws IOException {
    if (tls != null) {
      throw new IllegalStateException("TLS is on already");
    }
    out.flush();
    SSLEngine engine =
        server
            .tlsCertificates()
            .engine()
            .orElseThrow(() -> new SSLException("there is no certificate"));
    TlsTransport over = new TlsTransport(wire, engine, server.pool());
    in.over(over); // RFC 3207 6, RFC 2595 4: what came in plain text is forgotten
    out.over(over);
    tls = over;
    wire.phase(server.settings().limits().handshake());
    try {
      over.handshake();
    } catch (IOException e) {
      server.handshakeFailed();
      throw e;
    }
    wire.phase(Duration.ZERO);
    tlsVersion = over.session().getProtocol();
  }

  @Override
  public boolean loginAllowed() {
    if (!tlsVersion.isEmpty()) {
      return true;
    }
    return switch (server.settings().plainLogin()) {
      case ALWAYS -> true;
      case LOOPBACK -> remote.getAddress().isLoopbackAddress();
      case NEVER -> false;
    };
  }

  @Override
  public void command(String verb) {
    lastCommand = verb;
  }

  @Override
  public void idleTimeout(Duration timeout) {
    wire.timeout(timeout);
  }

  @Override
  public boolean draining() {
    return wire.ending();
  }

  @Override
  public boolean gone() {
    try {
      return in.gone();
    } catch (IOException e) {
      LOG.debug("{}: gone: {}", this, e.toString());
      return true;
    }
  }

  /** Tells the session to end soon. Any thread. */
  void end(String reason) {
    wire.end(reason, server.settings().limits().drain());
  }

  @Override
  public void close() {
    wire.close();
  }

  /**
   * Says goodbye to the client's TLS and TCP and gives all buffers back; the session's last act.
   */
  void finish() {
    wire.phase(FAREWELL);
    try {
      if (tls != null) {
        tls.finish();
      }
    } catch (IOException e) {
      LOG.debug("{}: gone before TLS was closed: {}", this, e.toString());
    }
    out.close();
    in.close();
    wire.closeGently();
  }

  /** One line for a session that somebody logged in to; others are for those who look closely. */
  void logEnd(String how) {
    LoggedIn who = loggedIn;
    if (who.accountId.isEmpty()) {
      LOG.debug("{} ended: {}", this, how);
    } else if (LOG.isInfoEnabled()) {
      LOG.info(
          "session ended protocol={} name={} remote={} session={} seconds={} in={} out={}: {}",
          who.protocol,
          who.address,
          remote.getAddress().getHostAddress(),
          id,
          Duration.between(since, Instant.now()).toSeconds(),
          wire.bytesIn(),
          wire.bytesOut(),
          how);
    }
  }

  /** Takes the addresses from the proxy that the client came through. */
  void proxied(ProxyHeader header) {
    remote = header.client();
    local = header.server();
    counted = true;
  }

  /** Whether it counts against the limit of its {@link #remote} address. */
  boolean counted() {
    return counted;
  }

  void loggedIn(LoggedIn who) {
    loggedIn = who;
  }

  /** Nobody is logged in any more; octets so far are accounted for. */
  void nobody() {
    loggedIn = new LoggedIn("", "", "", bytesIn(), bytesOut());
  }

  LoggedIn loggedIn() {
    return loggedIn;
  }

  String protocolName() {
    return listener.protocol().name();
  }

  String accountId() {
    return loggedIn.accountId;
  }

  long bytesIn() {
    return wire.bytesIn();
  }

  long bytesOut() {
    return wire.bytesOut();
  }

  Session session() {
    LoggedIn who = loggedIn;
    return new Session(
        id,
        protocolName(),
        endpoint().id(),
        who.accountId,
        who.address,
        remote.getAddress().getHostAddress(),
        tlsVersion,
        since,
        wire.bytesIn(),
        wire.bytesOut(),
        lastCommand);
  }

  @Override
  public String toString() {
    return endpoint().id() + " " + id + " from " + remote.getAddress().getHostAddress();
  }
}
