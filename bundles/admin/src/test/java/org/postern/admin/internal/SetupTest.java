package org.postern.admin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.admin.Problem;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryFile;

/** The first administrator of a fresh home. */
class SetupTest {

  @Test
  void theOneTimeTokenMakesTheFirstAdministratorOnce(@TempDir Path home) throws Exception {
    try (DirectoryFile file = DirectoryFile.open(home)) {
      Setup setup =
          new Setup(
              new Backends(Backends.fixed(() -> List.of(file.directory(), file.audit()))), home);
      setup.prepare();
      Path token = home.resolve("conf/setup.token");
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
      String secret = Files.readString(token).strip();
      InetAddress client = InetAddress.getLoopbackAddress();
      Problem wrong =
          assertThrows(Problem.class, () -> setup.firstAdmin("psu_wrong", "admin", client));
      assertEquals(401, wrong.status());
      assertTrue(file.directory().needsSetup());

      var made = setup.firstAdmin(secret, "admin", client);
      assertTrue(
          file.directory().bearer(made.token(), client) instanceof Directory.Bearer.Accepted);
      assertFalse(Files.exists(token));
      assertFalse(made.toString().contains(made.token()));
      Problem over = assertThrows(Problem.class, () -> setup.firstAdmin(secret, "again", client));
      assertEquals(410, over.status());
    }
  }
}
