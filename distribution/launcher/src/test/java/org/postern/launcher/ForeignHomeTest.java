package org.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The home of another user: it is said to be that, not to be no home or one without a server. */
final class ForeignHomeTest {
  @TempDir Path folder;
  private Home home;

  @BeforeEach
  void prepare() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    home = new Home(folder.resolve("home"));
    home.makeFolders();
    Files.writeString(home.settings(), "{}");
  }

  @AfterEach
  void open() throws IOException {
    allow(home.folder(), "rwx------");
    allow(home.conf(), "rwx------");
    allow(home.run(), "rwx------");
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void ownHomesAndMissingOnesAreInNobodysWay() {
    assertEquals(Optional.empty(), home.obstacle());
    assertEquals(Optional.empty(), new Home(folder.resolve("none")).obstacle());
  }

  @Test
  void aHomeThatCantBeLookedIntoIsSaidToBeThat() throws Exception {
    allow(home.folder(), "---------");
    assertBarred(home.settings());
  }

  @Test
  void foldersInItCount() throws Exception {
    allow(home.folder(), "rwxr-xr-x");
    allow(home.conf(), "---------");
    allow(home.run(), "---------");
    assertBarred(home.settings());
  }

  @Test
  void theLocksFolderCounts() throws Exception {
    allow(home.folder(), "rwxr-xr-x");
    allow(home.conf(), "rwxr-xr-x");
    Files.setPosixFilePermissions(home.settings(), PosixFilePermissions.fromString("rw-r--r--"));
    allow(home.run(), "---------");
    assertBarred(home.run());
  }

  private void assertBarred(Path path) throws Exception {
    List<String> said = look().lines().toList();
    assertEquals(2, said.size(), said::toString);
    assertTrue(said.get(0).contains(path + " cannot be read by user "), said.get(0));
    assertTrue(
        said.get(0).contains("the home belongs to " + Files.getOwner(home.folder()).getName()),
        said.get(0));
    assertTrue(said.get(0).contains("sudo -u "), said.get(0));
    // Not "nobody has it", which would be read as: it does not run.
    assertTrue(said.get(1).contains("AccessDenied"), said.get(1));
  }

  /** What an unprivileged user is told; root, who may read everything, becomes one for it. */
  private String look() throws Exception {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(
          List.of(
              "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes(Home.class) + ":" + classes(Look.class),
            Look.class.getName(),
            home.folder().toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  /** A copy where everybody may read it, wherever the build is. */
  private String classes(Class<?> type) throws IOException, URISyntaxException {
    Path from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path to = folder.resolve("classes-" + type.getSimpleName());
    String name = Look.class.getPackageName().replace('.', '/');
    Files.createDirectories(to.resolve(name));
    try (var files = Files.list(from.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(name).resolve(file.getFileName().toString()));
      }
    }
    return to.toString();
  }

  /** The other user's process. */
  static final class Look {
    public static void main(String[] args) {
      Home home = new Home(Path.of(args[0]));
      System.out.println(home.obstacle().orElse("nothing in the way"));
      try {
        System.out.println(HomeLock.isTaken(home) ? "taken" : "not taken");
      } catch (IOException e) {
        System.out.println(e);
      }
    }
  }
}
