package org.postern.net;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which program listens on a TCP port, as far as {@code /proc} tells (Linux; processes of
 * other users only when we are root).
 */
final class PortOwner {
  private static final String LISTEN = "0A";

  private PortOwner() {}

  /** For a person: {@code "process 812 (dovecot)"}. */
  static Optional<String> find(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      sockets.addAll(listening(Path.of(table), port));
    }
    return sockets.isEmpty() ? Optional.empty() : holder(sockets);
  }

  /** The links {@code socket:[inode]} of sockets that listen on the port. */
  private static Set<String> listening(Path table, int port) {
    Set<String> sockets = new HashSet<>();
    String suffix = String.format(":%04X", port);
    try {
      for (String line : Files.readAllLines(table)) {
        String[] columns = line.trim().split("\\s+");
        if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTEN)) {
          sockets.add("socket:[" + columns[9] + "]");
        }
      }
    } catch (IOException e) {
      return Set.of(); // no such table: not Linux, or no IPv6
    }
    return sockets;
  }

  private static Optional<String> holder(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, sockets)) {
          return Optional.of("process " + process.getFileName() + " (" + program(process) + ")");
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // another user's, or it has just ended
    }
    return false;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private static String program(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return "ended meanwhile";
    }
  }
}
