package org.postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Many POP3 connections that were greeted and wait. */
final class Crowd implements AutoCloseable {
  private final Server server;
  private final List<Wire> connections = new ArrayList<>();

  Crowd(Server server) {
    this.server = server;
  }

  /** Opens more, up to so many in all. */
  void open(int count) throws IOException {
    while (connections.size() < count) {
      Wire wire = new Wire(server.port(Server.Service.POP3), 256);
      connections.add(wire);
      wire.pop3("");
    }
  }

  int size() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    for (Wire wire : connections) {
      wire.close();
    }
  }
}
