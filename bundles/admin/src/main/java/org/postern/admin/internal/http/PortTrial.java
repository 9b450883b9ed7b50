package org.postern.admin.internal.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.postern.net.PortFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a port is free before Jetty tries, which would log stack traces that name no
 * port; more and more seldom while it is not. Thread-safe.
 */
final class PortTrial {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPorts.class);
  private static final long FIRST_RETRY = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_RETRY = Duration.ofSeconds(30).toNanos();
  private final String id;
  private String obstacle = "";
  private long retryNanos = FIRST_RETRY;
  private long retryAt = System.nanoTime();

  PortTrial(String id) {
    this.id = id;
  }

  /** The next look counts: the port is another one. */
  synchronized void restart() {
    obstacle = "";
    retryNanos = FIRST_RETRY;
    retryAt = System.nanoTime();
  }

  /**
   * Whether the port can be opened; false as well before it is time to try again. A new reason is
   * logged.
   *
   * @param host how the settings name the address
   * @param meanwhile adds to the reason what happens until the port is free
   */
  synchronized boolean isFree(InetSocketAddress at, String host, UnaryOperator<String> meanwhile) {
    if (System.nanoTime() - retryAt < 0) {
      return false;
    }
    try (ServerSocketChannel tried = ServerSocketChannel.open()) {
      tried.bind(at);
      restart();
      return true;
    } catch (IOException | RuntimeException e) {
      String reason = meanwhile.apply(PortFailure.explain(host, at.getPort(), e));
      if (!reason.equals(obstacle)) {
        LOG.error("{} can't listen: {}; trying again", id, reason);
      }
      obstacle = reason;
      retryAt = System.nanoTime() + retryNanos;
      retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY);
      return false;
    }
  }

  /** Why the port could not be opened; empty when it could. */
  synchronized String obstacle() {
    return obstacle;
  }
}
