package org.postern.net.internal;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.postern.net.Endpoint;
import org.postern.net.Listeners.Listener;
import org.postern.net.PortFailure;
import org.postern.net.Protocol;
import org.postern.net.internal.NetSettings.Binding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port of a protocol. While it can't be bound it tries again, more and more seldom. Bound,
 * closed and ticked under the server's lock; the rest is thread-safe.
 */
final class PortListener {
  private static final Logger LOG = LoggerFactory.getLogger(PortListener.class);

  /** Connections that the kernel completes ahead of us; it caps this at net.core.somaxconn. */
  private static final int BACKLOG = 4096;

  /** The reason of a listener that nobody wants open. */
  static final String SWITCHED_OFF = "switched off in the settings";

  private static final long FIRST_RETRY = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_RETRY = Duration.ofSeconds(30).toNanos();

  /** Takes a connection that came in on a listener. */
  interface Acceptor {
    void accepted(PortListener listener, SocketChannel channel) throws IOException;
  }

  private final Protocol protocol;
  private final Endpoint endpoint;
  private final Acceptor acceptor;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private Optional<Binding> binding = Optional.empty();
  private volatile ServerSocketChannel server;
  private Thread accepting;
  private volatile String reason = "not opened yet";
  private volatile Binding shown;
  private long retryNanos = FIRST_RETRY;
  private long retryAt;

  PortListener(Protocol protocol, Endpoint endpoint, Acceptor acceptor) {
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.acceptor = acceptor;
    this.shown = new Binding(NetSettings.EVERYWHERE, endpoint.port());
  }

  Protocol protocol() {
    return protocol;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Opens the port, or another one if it is open elsewhere, or closes it.
   *
   * @param obstacle why it must not be open now, empty when nothing is in the way
   */
  void bind(Optional<Binding> wanted, String obstacle) {
    wanted.ifPresent(binding -> shown = binding);
    if (wanted.isEmpty() || !obstacle.isEmpty()) {
      close(obstacle.isEmpty() ? SWITCHED_OFF : obstacle);
      return;
    }
    if (server != null && binding.equals(wanted)) {
      return;
    }
    close("being opened");
    binding = wanted;
    retryNanos = FIRST_RETRY;
    open(wanted.get());
  }

  /** Tries again when it is time. */
  void tick(long now) {
    if (server == null && binding.isPresent() && now - retryAt >= 0) {
      open(binding.get());
    }
  }

  private void open(Binding at) {
    ServerSocketChannel channel = null;
    try {
      channel = channel(at);
      channel.bind(at.socketAddress(), BACKLOG);
      server = channel;
      reason = "";
      accepting =
          Thread.ofPlatform().daemon().name("listen-" + endpoint.id()).start(this::acceptAll);
      LOG.info("{} listens on {} port {}", endpoint.id(), at.host(), port());
    } catch (IOException | RuntimeException e) {
      closeQuietly(channel);
      failed(at, e);
    }
  }

  /**
   * Why it could not be opened there. Where it holds the port itself, on this or another address,
   * that shows only when it moves.
   */
  Optional<String> obstacle(Optional<Binding> wanted) {
    if (wanted.isEmpty() || (isOpen() && wanted.get().port() == port())) {
      return Optional.empty();
    }
    Binding at = wanted.get();
    try (ServerSocketChannel tried = channel(at)) {
      tried.bind(at.socketAddress());
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(PortFailure.explain(at.host(), at.port(), e));
    }
  }

  private static ServerSocketChannel channel(Binding at) throws IOException {
    // An IPv4 address means IPv4 only: the default is a socket for both, on which 0.0.0.0 would
    // take IPv6 too.
    return at.address() instanceof Inet4Address
        ? ServerSocketChannel.open(StandardProtocolFamily.INET)
        : ServerSocketChannel.open();
  }

  private void failed(Binding at, Exception e) {
    String before = reason;
    reason = PortFailure.explain(at.host(), at.port(), e);
    if (!reason.equals(before)) {
      LOG.error("{} can't listen: {}; trying again", endpoint.id(), reason);
    }
    retryAt = System.nanoTime() + retryNanos;
    retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY);
  }

  private void acceptAll() {
    ServerSocketChannel own = server;
    long pause = 0;
    while (own != null && own.isOpen()) {
      try {
        take(own.accept());
        pause = 0;
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // Out of descriptors, most likely (EMFILE): existing sessions end in time and give some.
        if (pause == 0) {
          LOG.error("{} can't accept connections: {}; trying on", endpoint.id(), e.toString());
        }
        pause = Math.clamp(2 * pause, 20_000_000L, 1_000_000_000L);
        LockSupport.parkNanos(pause);
      }
    }
  }

  private void take(SocketChannel channel) {
    accepted.incrementAndGet();
    try {
      acceptor.accepted(this, channel);
    } catch (IOException e) {
      LOG.debug("{}: a connection was gone before it was served", endpoint.id(), e);
      closeQuietly(channel);
    } catch (RuntimeException | Error e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /** Closes the port at once; sessions that came in by it go on. */
  void close(String why) {
    ServerSocketChannel open = server;
    server = null;
    binding = Optional.empty();
    reason = why;
    if (open != null) {
      closeQuietly(open);
      awaitClosed();
      LOG.info("{} closed: {}", endpoint.id(), why);
    }
  }

  /** The kernel takes connections until the accept that was under way has returned. */
  private void awaitClosed() {
    LockSupport.unpark(accepting);
    try {
      if (!accepting.join(Duration.ofSeconds(2))) {
        LOG.warn("{}: a connection is still being accepted", endpoint.id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed all the same
    }
  }

  private static void closeQuietly(java.nio.channels.Channel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.debug("closing {}", channel, e);
    }
  }

  void entered() {
    connections.incrementAndGet();
  }

  void left() {
    connections.decrementAndGet();
  }

  void refusedOne() {
    refused.incrementAndGet();
  }

  boolean isOpen() {
    return server != null;
  }

  private int port() {
    ServerSocketChannel open = server;
    try {
      return open != null && open.getLocalAddress() instanceof InetSocketAddress address
          ? address.getPort()
          : shown.port();
    } catch (IOException e) {
      return shown.port(); // closed meanwhile
    }
  }

  Listener listener() {
    return new Listener(
        endpoint.id(),
        protocol.name(),
        !reason.equals(SWITCHED_OFF),
        shown.host(),
        port(),
        endpoint.security(),
        isOpen(),
        reason,
        connections.get(),
        accepted.get(),
        refused.get());
  }
}
