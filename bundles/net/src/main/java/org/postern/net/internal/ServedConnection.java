package org.postern.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postern.net.Connection;
import org.postern.net.Endpoint;
import org.postern.net.Input;
import org.postern.net.Output;
import org.postern.net.Sessions.Session;

/** A connection while it is served. */
final class ServedConnection implements Connection {
  /** Who logged in; {@code protocol} as the account knows it. */
  record LoggedIn(String accountId, String address, String protocol) {}

  private static final LoggedIn NOBODY = new LoggedIn("", "", "");

  private final String id;
  private final PortListener listener;
  private final Wire wire;
  private final NetServer server;
  private final BufferedInput in;
  private final BufferedOutput out;
  private final InetSocketAddress local;
  private final Instant since = Instant.now();
  private volatile InetSocketAddress remote;
  private volatile LoggedIn loggedIn = NOBODY;
  private volatile String lastCommand = "";

  ServedConnection(
      NetServer server,
      PortListener listener,
      Wire wire,
      InetSocketAddress remote,
      InetSocketAddress local) {
    this.server = server;
    this.id = server.registry().newId();
    this.listener = listener;
    this.wire = wire;
    this.remote = remote;
    this.local = local;
    this.in = new BufferedInput(wire, server.pool());
    this.out = new BufferedOutput(wire, server.pool());
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
    return Optional.empty();
  }

  @Override
  public boolean startTlsAvailable() {
    return false;
  }

  @Override
  public void startTls() throws IOException {
    throw new IOException("no certificate");
  }

  @Override
  public boolean loginAllowed() {
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

  /** Tells the session to end soon. Any thread. */
  void end(String reason) {
    wire.end(reason, server.settings().limits().drain());
  }

  @Override
  public void close() {
    wire.close();
  }

  /** Says goodbye to the client's TCP and gives all buffers back. The serving thread's last act. */
  void finish() {
    out.close();
    in.close();
    var scratch = server.pool().take();
    wire.closeGently(scratch);
    server.pool().give(scratch);
  }

  void loggedIn(LoggedIn who) {
    loggedIn = who;
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
        "",
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
