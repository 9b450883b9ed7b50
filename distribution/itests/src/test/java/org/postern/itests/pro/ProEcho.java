package org.postern.itests.pro;

import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.license.gate.Admission;
import org.postern.license.gate.Entitled;
import org.postern.net.Connection;
import org.postern.net.DrainException;
import org.postern.net.Endpoint;
import org.postern.net.Protocol;

/**
 * Says every line again, under a license that includes IMAP. All that makes it a Pro plug-in is the
 * annotation, the reference, and one line for bnd: {@code -conditionalpackage:
 * org.postern.license.gate, org.postern.license.token}.
 */
@Entitled("imap")
@Component(service = Protocol.class)
public final class ProEcho implements Protocol {
  /** Where it is served, before the port base is added. */
  public static final int PORT = 17;

  @Activate
  public ProEcho(@Reference Admission admission) {
    if (!admission.grants("imap")) {
      throw new IllegalStateException("The license does not include this plug-in");
    }
  }

  @Override
  public String name() {
    return "proecho";
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(new Endpoint("proecho", PORT, Endpoint.Security.PLAIN));
  }

  @Override
  public void serve(Connection connection) throws IOException {
    try {
      connection.out().line("ready");
      connection.out().flush();
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
