package org.postern.net.internal;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.net.internal.NetSettings.Limits;

/** Counts open connections against the limits, in all and by client. Thread-safe. */
final class Admission {
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<Network, Integer> byClient = new ConcurrentHashMap<>();

  /** Takes one of the places in all; {@link #leave} gives it back. */
  boolean enter(int limit) {
    if (connections.incrementAndGet() <= limit) {
      return true;
    }
    connections.decrementAndGet();
    return false;
  }

  void leave() {
    connections.decrementAndGet();
  }

  /** Takes one of a client's places; {@link #leave(InetAddress)} gives it back. */
  boolean enter(InetAddress client, Limits limits) {
    boolean unlimited = limits.unlimited().stream().anyMatch(network -> network.contains(client));
    int limit = unlimited ? Integer.MAX_VALUE : limits.perClient();
    Network network = Network.ofClient(client);
    boolean[] entered = {false};
    byClient.compute(
        network,
        (key, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < limit;
          if (entered[0]) {
            return now + 1;
          }
          return count;
        });
    return entered[0];
  }

  void leave(InetAddress client) {
    byClient.computeIfPresent(
        Network.ofClient(client), (key, count) -> count == 1 ? null : count - 1);
  }

  int connections() {
    return connections.get();
  }
}
