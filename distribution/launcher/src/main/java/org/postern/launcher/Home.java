package org.postern.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

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
   * Why the user of this process can't work with the home, and what to do about it; empty when he
   * can, or when nobody has made it yet.
   */
  public Optional<String> obstacle() {
    for (Path needed : new Path[] {settings(), run()}) {
      if (isBarred(needed)) {
        Optional<String> owner = owner();
        String user = System.getProperty("user.name");
        return Optional.of(
            needed
                + " cannot be read by user "
                + user
                + owner.map(name -> "; the home belongs to " + name).orElse("")
                + ". Run this as the user that runs Postern: sudo -u "
                + owner.orElse("THAT-USER")
                + " postern ... --home "
                + folder);
      }
    }
    return Optional.empty();
  }

  private static boolean isBarred(Path path) {
    // Neither of both: the system does not let this user see whether it is there.
    return Files.exists(path) ? !Files.isReadable(path) : !Files.notExists(path);
  }

  /** The owner of the home, or of what of it can be seen. */
  private Optional<String> owner() {
    try {
      return Optional.of(Files.getOwner(folder).getName());
    } catch (IOException e) {
      return Optional.empty(); // in a folder that can't be looked into
    }
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
