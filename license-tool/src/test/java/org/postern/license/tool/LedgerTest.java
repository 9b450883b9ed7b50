package org.postern.license.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger shows every change of it. */
class LedgerTest {
  private Path file;
  private Ledger ledger;

  @BeforeEach
  void three(@TempDir Path folder) throws Exception {
    file = folder.resolve("ledger.jsonl");
    ledger = new Ledger(file, Clock.systemUTC());
    for (String kid : List.of("a", "b", "c")) {
      ledger.add(Books.KEY, Json.createObjectBuilder().add("kid", kid));
    }
  }

  @Test
  void linesAreReadAsWritten() throws Exception {
    assertEquals(List.of("a", "b", "c"), ledger.read().stream().map(it -> it.text("kid")).toList());
  }

  @Test
  void anyChangedOctetBeforeTheLastLineIsFound() throws Exception {
    byte[] octets = Files.readAllBytes(file);
    int last = new String(octets).lastIndexOf("{\"n\":3");
    for (int i = 0; i < last; i++) {
      byte[] changed = octets.clone();
      changed[i] ^= 1;
      Files.write(file, changed);
      assertThrows(Failure.class, ledger::read, "octet " + i);
    }
  }

  @Test
  void linesTakenOutOrSwappedAreFound() throws Exception {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < 2; i++) {
      List<String> without = new ArrayList<>(lines);
      without.remove(i);
      Files.write(file, without);
      assertThrows(Failure.class, ledger::read);
      List<String> swapped = new ArrayList<>(lines);
      Collections.swap(swapped, i, i + 1);
      Files.write(file, swapped);
      assertThrows(Failure.class, ledger::read);
    }
  }

  @Test
  void aTornLastLineIsFoundAndNothingIsAddedToIt() throws Exception {
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 5));
    Failure failure =
        assertThrows(Failure.class, () -> ledger.add(Books.KEY, Json.createObjectBuilder()));
    assertTrue(failure.getMessage().contains("line 3"), failure.getMessage());
    assertEquals(text.length() - 5, Files.size(file));
  }

  @Test
  void concurrentThreadsFormOneChain() throws Exception {
    List<Callable<Ledger.Entry>> writers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String kid = "k" + i;
      writers.add(
          () ->
              new Ledger(file, Clock.systemUTC())
                  .add(Books.KEY, Json.createObjectBuilder().add("kid", kid)));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (var done : pool.invokeAll(writers)) {
        done.get();
      }
    }
    assertEquals(23, ledger.read().size());
  }

  @Test
  void concurrentProcessesFormOneChain() throws Exception {
    List<Process> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  file.toString())
              .inheritIO()
              .start());
    }
    for (Process writer : writers) {
      assertEquals(0, writer.waitFor());
    }
    assertEquals(3 + 3 * Writer.LINES, ledger.read().size());
  }

  /** Another process: it adds {@link #LINES} lines to the ledger it is given. */
  static final class Writer {
    static final int LINES = 20;

    public static void main(String[] args) throws Exception {
      for (int i = 0; i < LINES; i++) {
        new Ledger(Path.of(args[0]), Clock.systemUTC())
            .add(Books.KEY, Json.createObjectBuilder().add("kid", "k" + i));
      }
    }
  }

  @Test
  void aNotedHeadShowsACutEnd(@TempDir Path folder) throws Exception {
    Tool tool = new Tool(folder).ready();
    tool.vendor("ledger", "check");
    String head = tool.out.substring(tool.out.lastIndexOf(' ') + 1).strip();
    assertEquals(Exit.OK, tool.vendor("ledger", "check", "--head", head));
    Path lines = folder.resolve("vendor/ledger.jsonl");
    List<String> all = Files.readAllLines(lines);
    Files.write(lines, all.subList(0, all.size() - 1));
    assertEquals(Exit.OK, tool.vendor("ledger", "check"));
    assertEquals(Exit.USAGE, tool.vendor("ledger", "check", "--head", head));
  }
}
