package org.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server a home, whatever became of the one before. */
final class HomeLockTest {
  @TempDir Path folder;
  private Home home;

  @BeforeEach
  void prepare() throws IOException {
    home = new Home(folder);
    home.makeFolders();
  }

  @Test
  void theHolderIsNamedWhileItRunsAndNotAfter() throws Exception {
    assertFalse(HomeLock.isTaken(home));
    HomeLock lock = HomeLock.take(home).orElseThrow();
    assertTrue(HomeLock.isTaken(home));
    assertEquals(ProcessHandle.current().pid(), HomeLock.holder(home).orElseThrow());
    assertTrue(HomeLock.take(home).isEmpty());
    lock.close();
    assertFalse(HomeLock.isTaken(home));
    assertFalse(Files.exists(folder.resolve("run/postern.pid")));
  }

  @Test
  void anotherProcessIsRefusedAndAKilledOneForgotten() throws Exception {
    Process other = holder();
    try {
      assertTrue(HomeLock.isTaken(home));
      assertEquals(other.pid(), HomeLock.holder(home).orElseThrow());
      assertEquals(Optional.empty(), HomeLock.take(home).map(HomeLock::toString));
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertTrue(Files.exists(folder.resolve("run/postern.pid")), "killed: nobody removed it");
    assertFalse(HomeLock.isTaken(home));
    assertTrue(HomeLock.holder(home).isEmpty());
    HomeLock lock = HomeLock.take(home).orElseThrow();
    assertEquals(ProcessHandle.current().pid(), HomeLock.holder(home).orElseThrow());
    lock.close();
  }

  @Test
  void aProcessIdThatIsSomebodyElsesNowKeepsNobodyOut() throws Exception {
    Files.writeString(folder.resolve("run/postern.pid"), "1\n");
    assertTrue(HomeLock.holder(home).isEmpty());
    HomeLock.take(home).orElseThrow().close();
  }

  /** A process that has the lock. */
  private Process holder() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // It says so when it has it.
    assertEquals('!', process.getInputStream().read());
    return process;
  }

  /** The other process. */
  static final class Holder {
    public static void main(String[] args) throws Exception {
      HomeLock.take(new Home(Path.of(args[0]))).orElseThrow();
      System.out.write('!');
      System.out.flush();
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
