package org.postern.net.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.postern.directory.Authenticator;
import org.postern.directory.CredentialListener;
import org.postern.directory.Resolver;
import org.postern.net.Endpoint;
import org.postern.net.Listeners;
import org.postern.net.Login;
import org.postern.net.LoginThrottle;
import org.postern.net.MetricSource;
import org.postern.net.Protocol;
import org.postern.net.Sessions;
import org.postern.net.TlsContexts;
import org.postern.net.internal.NetSettings.Limits;
import org.postern.net.internal.login.LoginService;
import org.postern.net.internal.login.Throttle;
import org.postern.net.internal.tls.Certificates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network side of the server: opens the ports of protocols, serves each connection on a virtual
 * thread of its own, and ends them in order. Needs no OSGi: what publishes it as services is {@code
 * NetComponent}. Thread-safe.
 */
public final class NetServer implements Listeners, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetServer.class);
  private static final Duration TICK = Duration.ofMillis(200);

  private static final long CERTIFICATES_EVERY = Duration.ofMillis(300).toNanos();

  private static final String STOPPING = "the server is shutting down";
  private static final String TOO_MANY = "too many connections, try again later";
  private static final String LAN_ONLY = "only clients of the local network are served here";
  private static final String TOO_MANY_FROM_YOU = "too many connections from your address";

  private final BufferPool pool = new BufferPool();
  private final SessionRegistry registry =
      new SessionRegistry(() -> settings().limits().perAccount());
  private final Admission admission = new Admission();
  private final List<PortListener> listeners = new CopyOnWriteArrayList<>();

  /** Held while listeners are added, bound or closed. */
  private final ReentrantLock change = new ReentrantLock();

  private final Thread housekeeper;
  private final Certificates certificates;
  private final LoginThrottle throttle =
      new Throttle(Network::ofClient, this::sharedNetwork, System::nanoTime);
  private final LoginService login;
  private final NetMetrics metrics;
  private final LongAdder handshakesFailed = new LongAdder();
  private volatile NetSettings settings;
  private final int affordable = OpenFiles.connections();
  private volatile String refusedSettings = "";
  private volatile boolean stopping;
  private volatile boolean closed;
  private long certificatesSeen;

  /**
   * Starts without a port open.
   *
   * @param tls the folder of the certificates; one is made there if there is none
   * @param authenticator who checks credentials; while there is nobody, logins fail for the moment
   * @param resolver who knows accounts with a plus sign in their name, if anybody
   */
  public NetServer(
      NetSettings settings,
      Path tls,
      Supplier<Optional<Authenticator>> authenticator,
      Supplier<Optional<Resolver>> resolver) {
    this.settings = settings;
    login =
        new LoginService(
            authenticator, resolver, () -> settings().saslMechanisms(), throttle, registry);
    metrics = new NetMetrics(this, login);
    certificates = new Certificates(tls);
    certificates.start(settings.hostName(), settings.certificateNames());
    housekeeper = Thread.ofPlatform().daemon().name("net-housekeeper").start(this::keepHouse);
  }

  BufferPool pool() {
    return pool;
  }

  SessionRegistry registry() {
    return registry;
  }

  NetSettings settings() {
    return settings;
  }

  Certificates tlsCertificates() {
    return certificates;
  }

  void handshakeFailed() {
    handshakesFailed.increment();
  }

  long handshakesFailed() {
    return handshakesFailed.sum();
  }

  private boolean sharedNetwork(InetAddress client) {
    return settings.limits().unlimited().stream().anyMatch(network -> network.contains(client));
  }

  public Login login() {
    return login;
  }

  public TlsContexts tlsContexts() {
    return certificates;
  }

  public MetricSource metrics() {
    return metrics;
  }

  public LoginThrottle throttle() {
    return throttle;
  }

  public CredentialListener credentialListener() {
    return registry;
  }

  public Sessions sessions() {
    return registry;
  }

  /** Opens the ports of a protocol. One that is busy is tried again until it is free. */
  public void add(Protocol protocol) {
    change.lock();
    try {
      for (Endpoint endpoint : protocol.endpoints()) {
        PortListener listener = new PortListener(protocol, endpoint, this::accepted);
        listeners.add(listener);
        bind(listener);
      }
    } finally {
      change.unlock();
    }
  }

  /**
   * Closes the ports of a protocol at once, then waits for its sessions: each finishes the command
   * in hand and says goodbye, or is cut off when the time set for that is over.
   */
  public void remove(Protocol protocol) {
    change.lock();
    try {
      for (PortListener listener : listeners) {
        if (listener.protocol() == protocol) {
          listener.close("the protocol is stopping");
          listeners.remove(listener);
        }
      }
    } finally {
      change.unlock();
    }
    drain(protocol, STOPPING);
  }

  private void drain(Protocol protocol, String reason) {
    List<ServedConnection> sessions = sessionsOf(protocol);
    sessions.forEach(session -> session.end(reason));
    long deadline =
        System.nanoTime() + settings.limits().drain().plus(TICK).plusSeconds(1).toNanos();
    while (!sessionsOf(protocol).isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(2_000_000);
    }
    sessionsOf(protocol).forEach(ServedConnection::close);
  }

  private List<ServedConnection> sessionsOf(Protocol protocol) {
    return registry.open().stream()
        .filter(session -> session.listener().protocol() == protocol)
        .toList();
  }

  /** Puts other settings in force: only listeners that they move are closed and opened. */
  public void apply(NetSettings next) {
    change.lock();
    try {
      settings = next;
      refusedSettings = "";
      listeners.forEach(this::bind);
      registry.open().forEach(this::endUnlessAdmitted);
    } finally {
      change.unlock();
    }
  }

  /** One whose proxy has not told the client yet is looked at when it has. */
  private void endUnlessAdmitted(ServedConnection connection) {
    if (connection.counted() && !admits(connection.listener(), connection.remote())) {
      connection.end(LAN_ONLY);
    }
  }

  /** Waits for a change of listeners that is under way. */
  void settled() {
    change.lock();
    change.unlock();
  }

  /** Why a listener could not be opened where it is wanted; empty when it could, or is there. */
  Optional<String> obstacle(String id, NetSettings.ListenerSettings wanted) {
    change.lock();
    try {
      NetSettings next = settings.with(id, wanted);
      return listeners.stream()
          .filter(listener -> listener.endpoint().id().equals(id))
          .findFirst()
          .flatMap(listener -> listener.obstacle(next.binding(listener.endpoint())));
    } finally {
      change.unlock();
    }
  }

  private void bind(PortListener listener) {
    if (!stopping) {
      listener.bind(settings.binding(listener.endpoint()), obstacle(listener.endpoint()));
    }
  }

  private String obstacle(Endpoint endpoint) {
    if (settings.nothingOpen()) {
      return "the settings were refused";
    }
    return endpoint.security() == Endpoint.Security.IMPLICIT && !certificates.available()
        ? "no TLS certificate: " + certificates.problem()
        : "";
  }

  @Override
  public List<Certificate> certificates() {
    return certificates.list();
  }

  @Override
  public List<String> problems() {
    return Stream.of(
            Stream.of(refusedSettings, certificates.problem()),
            certificates.list().stream().map(Certificate::problem),
            list().stream()
                .filter(listener -> !listener.open())
                .filter(listener -> !listener.reason().equals(PortListener.SWITCHED_OFF))
                .map(listener -> listener.id() + ": " + listener.reason()))
        .flatMap(problems -> problems)
        .filter(problem -> !problem.isEmpty())
        .distinct()
        .toList();
  }

  /** Notes that a change of settings was refused; what was in force stays so. */
  public void refusedSettings(String reason) {
    refusedSettings = reason;
  }

  @Override
  public List<Listener> list() {
    return listeners.stream()
        .map(PortListener::listener)
        .sorted(Comparator.comparing(Listener::id))
        .toList();
  }

  /** The port that a listener is open on. */
  public int port(String listenerId) {
    return list().stream()
        .filter(listener -> listener.id().equals(listenerId) && listener.open())
        .mapToInt(Listener::port)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(listenerId + " is not open: " + list()));
  }

  private void accepted(PortListener listener, SocketChannel channel) throws IOException {
    // One write a response, and none waits for the client's acknowledgement (RFC 896 undone).
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
    InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
    NetSettings now = settings;
    if (!admission.enter(Math.min(now.limits().connections(), affordable))) {
      refuse(listener, channel, TOO_MANY);
      return;
    }
    boolean proxied = now.proxies().stream().anyMatch(n -> n.contains(remote.getAddress()));
    if (!proxied && !admits(listener, remote)) {
      admission.leave();
      refuse(listener, channel, LAN_ONLY);
      return;
    }
    if (!proxied && !admission.enter(remote.getAddress(), now.limits())) {
      admission.leave();
      refuse(listener, channel, TOO_MANY_FROM_YOU);
      return;
    }
    Wire wire = new Wire(channel, now.limits().idle());
    ServedConnection connection =
        new ServedConnection(this, listener, wire, remote, local, !proxied);
    listener.entered();
    registry.add(connection);
    Thread.ofVirtual().name(connection.id()).start(() -> serve(connection));
  }

  /** Whether a client may use a listener that may be for the local network alone. */
  private boolean admits(PortListener listener, InetSocketAddress client) {
    return settings
        .lanOnly()
        .admits(listener.protocol().name(), listener.endpoint(), client.getAddress());
  }

  /** Sends the protocol's line of refusal, if the socket takes it at once, and closes. */
  private static void refuse(PortListener listener, SocketChannel channel, String reason)
      throws IOException {
    listener.refusedOne();
    try (channel) {
      String line = listener.protocol().refusal(reason);
      if (!line.isEmpty() && listener.endpoint().security() != Endpoint.Security.IMPLICIT) {
        channel.configureBlocking(false);
        int sent = channel.write(ByteBuffer.wrap((line + "\r\n").getBytes(StandardCharsets.UTF_8)));
        LOG.debug("{}: refused, {} ({} octets said so)", listener.endpoint().id(), reason, sent);
      }
    }
  }

  private void serve(ServedConnection connection) {
    String how = "done";
    PortListener listener = connection.listener();
    try {
      if (!listener.isOpen()) {
        connection.end(STOPPING); // closed between accept and registration
      }
      if (!connection.counted() && !takeFromProxy(connection)) {
        return;
      }
      // The settings may be others since it was let in.
      endUnlessAdmitted(connection);
      if (connection.endpoint().security() == Endpoint.Security.IMPLICIT) {
        connection.startTls();
      }
      listener.protocol().serve(connection);
      connection.out().flush();
    } catch (IOException e) {
      how = e.toString();
    } catch (RuntimeException | Error e) {
      how = "the protocol failed";
      LOG.error("{}: the protocol failed", connection, e);
    } finally {
      leave(connection, how);
    }
  }

  /** Reads the proxy's header; false when the client behind it is refused. */
  private boolean takeFromProxy(ServedConnection connection) throws IOException {
    Limits limits = settings.limits();
    connection.wire().phase(limits.handshake());
    Optional<ProxyHeader> header = ProxyHeader.read(connection.wire());
    connection.wire().phase(Duration.ZERO);
    if (header.isEmpty()) {
      return true; // the proxy itself, looking whether we are well
    }
    PortListener listener = connection.listener();
    boolean here = admits(listener, header.get().client());
    if (here && admission.enter(header.get().client().getAddress(), limits)) {
      connection.proxied(header.get());
      return true;
    }
    listener.refusedOne();
    String line = listener.protocol().refusal(here ? TOO_MANY_FROM_YOU : LAN_ONLY);
    if (!line.isEmpty() && listener.endpoint().security() != Endpoint.Security.IMPLICIT) {
      connection.out().line(line);
      connection.out().flush();
    }
    return false;
  }

  private void leave(ServedConnection connection, String how) {
    connection.finish();
    connection.logEnd(how);
    registry.remove(connection);
    if (connection.counted()) {
      admission.leave(connection.remote().getAddress());
    }
    admission.leave();
    // Last, so that who sees one less finds a place free.
    connection.listener().left();
  }

  private void keepHouse() {
    while (!closed) {
      LockSupport.parkNanos(TICK.toNanos());
      try {
        tick(System.nanoTime());
      } catch (RuntimeException e) {
        LOG.error("housekeeping failed; going on", e);
      }
    }
  }

  private void tick(long now) {
    for (ServedConnection connection : registry.open()) {
      connection.wire().tick(now);
    }
    if (now - certificatesSeen > CERTIFICATES_EVERY) {
      certificatesSeen = now;
      boolean before = certificates.available();
      certificates.refresh();
      if (before != certificates.available()) {
        apply(settings);
      }
    }
    if (change.tryLock()) {
      try {
        listeners.forEach(listener -> listener.tick(now));
      } finally {
        change.unlock();
      }
    }
  }

  /** Closes all ports and tells all sessions to end, without waiting for them. */
  void stopping() {
    change.lock();
    try {
      listeners.forEach(listener -> listener.close("the server is stopping"));
      stopping = true;
    } finally {
      change.unlock();
    }
    registry.open().forEach(session -> session.end(STOPPING));
  }

  /** Closes all ports, then ends all sessions as {@link #remove} does. */
  @Override
  public void close() {
    stopping();
    List<Protocol> protocols = listeners.stream().map(PortListener::protocol).distinct().toList();
    protocols.forEach(this::remove);
    closed = true;
    LockSupport.unpark(housekeeper);
  }
}
