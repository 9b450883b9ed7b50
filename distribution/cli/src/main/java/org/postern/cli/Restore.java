package org.postern.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.postern.launcher.Home;
import org.postern.launcher.HomeLock;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    mixinStandardHelpOptions = true,
    name = "restore",
    description = {
      "Makes a home of a backup, and verifies its mail. No server may run on the home.",
      "The backup stays as it is. IMAP clients will load the mailboxes anew."
    },
    footer = {
      "",
      "Examples:",
      "  postern restore /backups/2026-11-22 --home /srv/restored",
      "  postern restore /backups/2026-11-22 --replace    (what the home had is kept beside it)"
    })
final class Restore implements Callable<Integer> {
  @Mixin private Target target;

  @Parameters(paramLabel = "DIR", description = "What postern backup made.")
  private Path backup;

  @Option(
      names = "--replace",
      description =
          "Also when the home has data: its conf and data are renamed to conf.before-TIME and"
              + " data.before-TIME.")
  private boolean replace;

  @Override
  public Integer call() throws Failure {
    Path from = backup.toAbsolutePath().normalize();
    if (!Files.isRegularFile(from.resolve("data/directory.db"))
        || !Files.isDirectory(from.resolve("data/mail"))
        || !Files.isDirectory(from.resolve("conf"))) {
      throw new Failure(from + " is not a backup: it lacks conf, data/directory.db or data/mail.");
    }
    Home home = target.home();
    if (home.folder().startsWith(from) || from.startsWith(home.data())) {
      throw new Failure("The home and the backup must be two folders, neither inside the other.");
    }
    try {
      Init.requireOurs(home);
      home.makeFolders();
      Optional<HomeLock> lock = HomeLock.take(home);
      if (lock.isEmpty()) {
        throw new Failure("The server runs on " + home.folder() + "; stop it first: postern stop");
      }
      try {
        fill(home, from);
      } finally {
        lock.get().close();
      }
    } catch (IOException e) {
      throw new Failure("The home cannot be made: " + e);
    }
    target
        .out()
        .println(
            "Restored to "
                + home.folder()
                + ". Start it with: postern start --home "
                + home.folder());
    return Exit.OK;
  }

  private void fill(Home home, Path from) throws Failure, IOException {
    boolean empty = !Files.exists(home.data().resolve("directory.db")) && !home.prepared();
    if (!empty && !replace) {
      throw new Failure(
          home.folder()
              + " has data already. Choose another home, or keep it aside with --replace.");
    }
    // Beside the old until it is whole: what fails half-way has changed nothing.
    Path data = home.folder().resolve("data.restoring");
    Path conf = home.folder().resolve("conf.restoring");
    delete(data);
    delete(conf);
    copy(from.resolve("data"), data);
    copy(from.resolve("conf"), conf);
    System.setProperty("org.sqlite.tmpdir", home.tmp().toString());
    StoreAdmin.Report report = Engine.check(data.resolve("mail"), (done, total) -> {});
    if (!report.findings().isEmpty()) {
      throw new Failure(
          "The backup is damaged; the home was not changed:"
              + System.lineSeparator()
              + "  "
              + String.join(System.lineSeparator() + "  ", report.findings()));
    }
    // Mail that came after the backup had uids which new mail will get.
    Engine.renewUidValidities(data.resolve("mail"));
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    putInPlace(data, home.data(), empty, time);
    putInPlace(conf, home.conf(), empty, time);
    if (!target.json()) {
      target.out().println("Read " + report.messages() + " messages; all is well.");
    }
  }

  private static void putInPlace(Path fresh, Path place, boolean empty, String time)
      throws IOException {
    if (empty) {
      delete(place);
    } else {
      Files.move(place, place.resolveSibling(place.getFileName() + ".before-" + time));
    }
    Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                folder, to.resolve(from.relativize(folder)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
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
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
