package org.postern.admin.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.postern.admin.internal.store.Ulid;

/**
 * Who this server is.
 *
 * @param home where its settings and data are
 * @param name of the machine
 * @param nodeId made once, kept in {@code data/node.id}
 */
public record ServerIdentity(
    Path home, String name, String version, String nodeId, Instant startedAt) {

  public static ServerIdentity of(Path home, String version) {
    try {
      Path file = home.resolve("data/node.id");
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, Ulid.next() + "\n");
      }
      return new ServerIdentity(
          home,
          hostName(),
          version,
          Files.readString(file).strip(),
          Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine whose own name does not resolve still has to be administered.
      return "localhost";
    }
  }
}
