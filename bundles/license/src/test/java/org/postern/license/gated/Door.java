package org.postern.license.gated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.postern.license.gate.Admission;
import org.postern.license.gate.Entitled;

/** Opens the port {@code door.port} while a license grants {@code imap}. */
@Entitled("imap")
@Component(service = Door.class, immediate = true, configurationPid = "door")
public final class Door {
  private final ServerSocket socket = new ServerSocket();

  @Activate
  public Door(BundleContext context, @Reference Admission admission) throws IOException {
    if (!admission.grants("imap")) {
      throw new IllegalStateException("The license does not include IMAP");
    }
    socket.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.getInteger("door.port")));
  }

  @Deactivate
  void close() throws IOException {
    socket.close();
  }
}
