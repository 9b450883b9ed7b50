package org.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folders of a home. */
final class HomeTest {
  @TempDir Path folder;

  @Test
  void itsFoldersAreTheOwnersAlone() throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.makeFolders();
    for (Path each : new Path[] {home.conf(), home.data(), home.logs(), home.run(), home.tmp()}) {
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNothingElse() throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.makeFolders();
    Path outside = Files.writeString(folder.resolve("outside"), "stays");
    Files.createDirectories(home.tmp().resolve("a/b"));
    Files.writeString(home.tmp().resolve("a/b/sqlite.so"), "goes");
    Files.createSymbolicLink(home.tmp().resolve("link"), folder);
    Files.createDirectories(home.cache().resolve("bundle1"));
    Files.writeString(home.data().resolve("directory.db"), "stays");
    home.empty();
    try (var left = Files.list(home.tmp())) {
      assertEquals(0, left.count());
    }
    assertFalse(Files.exists(home.cache().resolve("bundle1")));
    assertTrue(Files.exists(outside));
    assertTrue(Files.exists(home.data().resolve("directory.db")));
  }
}
