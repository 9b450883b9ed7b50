package org.postern.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of one server: its settings, mail, logs and everything else that it writes. */
public record Home(Path folder) {

  public Home(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  public Path conf() {
    return folder.resolve("conf");
  }

  public Path data() {
    return folder.resolve("data");
  }

  public Path logs() {
    return folder.resolve("logs");
  }

  public Path run() {
    return folder.resolve("run");
  }

  public Path tmp() {
    return folder.resolve("tmp");
  }

  /** What the framework unpacks; made anew at every start. */
  Path cache() {
    return data().resolve("cache");
  }

  /** The launcher's own settings: which features run, and how it logs. */
  public Path settings() {
    return conf().resolve("postern.json");
  }

  public Path adminToken() {
    return conf().resolve("admin.token");
  }

  /** Whether {@code postern init} has been here. */
  public boolean prepared() {
    return Files.exists(settings());
  }

  /**
   * Makes the folders that are missing. {@code conf}, {@code data} and the others are the owner's
   * alone: they hold mail and credentials.
   */
  public void makeFolders() throws IOException {
    Files.createDirectories(folder);
    for (Path each : new Path[] {conf(), data(), logs(), run(), tmp()}) {
      if (!Files.isDirectory(each)) {
        Files.createDirectory(
            each,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    }
  }

  /** Removes what a killed process left in {@code tmp}, and the framework's cache. */
  void empty() throws IOException {
    clear(tmp());
    clear(cache());
  }

  private static void clear(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!visited.equals(folder)) {
              Files.delete(visited);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
