package org.postern.itests;

import java.io.IOException;
import java.util.List;
import org.postern.net.Connection;
import org.postern.net.DrainException;
import org.postern.net.Endpoint;
import org.postern.net.Protocol;

/**
 * A third party's protocol: says every line again. Runs inside the container, in a bundle of its
 * own.
 */
public final class EchoProtocol implements Protocol {
  static final int PORT = 7;

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(new Endpoint("echo", PORT, Endpoint.Security.PLAIN));
  }

  @Override
  public void serve(Connection connection) throws IOException {
    try {
      for (; ; ) {
        connection.out().line(connection.in().readLine(1000).latin1());
        connection.out().flush();
      }
    } catch (DrainException e) {
      connection.out().line("bye");
      connection.out().flush();
    }
  }
}
