package org.postern.admin.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plain HTTP port. Felix HTTP, which serves HTTPS as well, does not run without it: while the
 * port is taken, a free one of the same loopback address stands in, so that the rest is there.
 */
final class HttpPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
  private static final long LOOK_SECONDS = 1;

  /** Makes Felix HTTP listen there and nowhere else. */
  interface Server {
    void listen(String host, int port) throws IOException;
  }

  private final Server server;
  private final PortTrial trial = new PortTrial("admin-http");
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("admin-http").daemon().factory());
  private String address = "";
  private int port;
  private boolean settled;

  /** Where the server listens now. */
  private InetSocketAddress current;

  HttpPort(Server server) {
    this.server = server;
    timer.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Takes over where to listen, at once when that port is free. */
  synchronized void serve(String at, int number) {
    if (at.equals(address) && number == port) {
      return;
    }
    address = at;
    port = number;
    settled = false;
    trial.restart();
    look();
  }

  private synchronized void look() {
    if (settled) {
      return;
    }
    try {
      InetSocketAddress wanted = new InetSocketAddress(InetAddress.getByName(address), port);
      if (wanted.equals(current) || trial.isFree(wanted, address, this::standIn)) {
        server.listen(address, port);
        if (current != null && !wanted.equals(current)) {
          LOG.info("admin-http listens on {} port {}", address, port);
        }
        current = wanted;
        settled = true;
      }
    } catch (IOException e) {
      LOG.error("HTTP can't be served on {} port {}: {}", address, port, e.getMessage());
    }
  }

  /** Adds to a reason where the API is meanwhile. */
  private String standIn(String reason) {
    try {
      InetAddress at = InetAddress.getByName(address);
      if (current == null || !current.getAddress().equals(at)) {
        int free = free(at);
        server.listen(address, free);
        current = new InetSocketAddress(at, free);
      }
      return reason + "; until it is free, HTTP is served on port " + current.getPort();
    } catch (IOException e) {
      return reason + "; no other port can be opened either: " + e.getMessage();
    }
  }

  private static int free(InetAddress at) throws IOException {
    try (ServerSocketChannel any = ServerSocketChannel.open()) {
      any.bind(new InetSocketAddress(at, 0));
      return ((InetSocketAddress) any.getLocalAddress()).getPort();
    }
  }

  /** Why it is not where the settings want it; empty when it is. */
  String obstacle() {
    return trial.obstacle();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
