package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ten thousand clients are connected at once, and one more is served. */
final class ConnectionsIT {
  private static final int MANY = 10_000;

  @Test
  void tenThousandAtOnce() throws Exception {
    Server server = Server.shared();
    long limit =
        ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
            .getMaxFileDescriptorCount();
    assertTrue(
        limit > MANY + 1000, "this machine allows only " + limit + " open files: raise ulimit -n");
    List<Wire> open = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        open.add(new Wire(server.port(110)));
      }
      for (Wire wire : open) {
        Wire.expect(wire.read(), "+OK");
      }
      try (Wire smtp = Wire.smtp(server)) {
        smtp.smtp("NOOP", "250");
      }
      for (Wire wire : open) {
        wire.line("QUIT");
      }
      for (Wire wire : open) {
        Wire.expect(wire.read(), "+OK");
      }
    } finally {
      for (Wire wire : open) {
        wire.close();
      }
    }
  }
}
