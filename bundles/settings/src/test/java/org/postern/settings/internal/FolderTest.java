package org.postern.settings.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.metatype.AttributeDefinition;
import org.postern.settings.BadSetting;
import org.postern.settings.Settings.InForce;
import org.postern.settings.Settings.Problem;
import org.postern.settings.SettingsCheck;

/** Files of a home go into force or are refused, and the last good one stays. */
final class FolderTest {
  private static final String PID = "org.postern.x";

  @TempDir Path home;
  private Components components;
  private Folder folder;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectory(home.resolve("conf"));
    components = new Components();
    folder = new Folder(home, components);
  }

  @Test
  void aFileGoesIntoForceOverTheFeaturesSettings() throws Exception {
    components.given.put(PID, Map.of("size", 1, "name", "of the feature"));
    save("{\"size\": 5}");
    folder.start(Set.of(PID));
    assertEquals(Map.of("size", 5, "name", "of the feature"), components.applied.get(PID));
    assertTrue(folder.problems().isEmpty());
  }

  @Test
  void withoutAFileTheFeaturesSettingsAreInForce() throws Exception {
    components.given.put(PID, Map.of("size", 1));
    folder.start(Set.of(PID));
    assertEquals(Map.of("size", 1), components.applied.get(PID));
  }

  @Test
  void aWrongFileLeavesTheLastGoodOneAndIsToldUntilItIsMended() throws Exception {
    save("{\"size\": 5}");
    folder.start(Set.of());
    save("{\n\"sice\": 6}");
    folder.scan();
    assertEquals(Map.of("size", 5), components.applied.get(PID));
    Problem problem = folder.problems().getFirst();
    assertEquals("conf/org.postern.x.json", problem.file());
    assertEquals(2, problem.line());
    assertEquals("sice", problem.key());
    assertEquals(InForce.LAST_GOOD, problem.inForce());
    assertTrue(problem.toString().contains("name, size"), problem.toString());
    save("{\"size\": 6}");
    folder.scan();
    assertEquals(Map.of("size", 6), components.applied.get(PID));
    assertTrue(folder.problems().isEmpty());
  }

  @Test
  void theLastGoodOneIsInForceAfterARestartToo() throws Exception {
    save("{\"size\": 5}");
    folder.start(Set.of());
    save("garbage");
    components.applied.clear();
    Folder next = new Folder(home, components);
    next.start(Set.of());
    assertEquals(Map.of("size", 5), components.applied.get(PID));
    assertEquals(InForce.LAST_GOOD, next.problems().getFirst().inForce());
    assertEquals(1, next.problems().getFirst().line());
  }

  @Test
  void aFileThatWasNeverGoodLeavesTheDefaultsAndTheOthers() throws Exception {
    components.pids.add("org.postern.y");
    save("{\"size\": \"big\"}");
    Files.writeString(home.resolve("conf/org.postern.y.json"), "{\"size\": 2}");
    folder.start(Set.of());
    assertFalse(components.applied.containsKey(PID));
    assertEquals(Map.of("size", 2), components.applied.get("org.postern.y"));
    Problem problem = folder.problems().getFirst();
    assertEquals(InForce.DEFAULTS, problem.inForce());
    assertTrue(problem.reason().contains("\"size\" must be a whole number"), problem.reason());
  }

  @Test
  void aRemovedFileBringsTheDefaultsBackForGood() throws Exception {
    save("{\"size\": 5}");
    folder.start(Set.of());
    Files.delete(home.resolve("conf/org.postern.x.json"));
    folder.scan();
    assertFalse(components.applied.containsKey(PID));
    new Folder(home, components).start(Set.of());
    assertFalse(components.applied.containsKey(PID));
  }

  @Test
  void aFileRemovedWhileStoppedLeavesNoCopyInForce() throws Exception {
    save("{\"size\": 5}");
    folder.start(Set.of());
    Files.delete(home.resolve("conf/org.postern.x.json"));
    components.applied.clear();
    new Folder(home, components).start(Set.of());
    assertTrue(components.applied.isEmpty());
  }

  @Test
  void aFileOfNobodyIsToldAndTakenWhenItsComponentComes() throws Exception {
    Files.writeString(home.resolve("conf/org.postern.later.json"), "{\"size\": 3}");
    folder.start(Set.of());
    assertTrue(folder.problems().getFirst().reason().contains("there are org.postern.x"));
    components.pids.add("org.postern.later");
    folder.rescanUnknown();
    assertTrue(folder.problems().isEmpty());
    assertEquals(Map.of("size", 3), components.applied.get("org.postern.later"));
  }

  @Test
  void theLaunchersOwnFileIsNoComponents() throws Exception {
    Files.writeString(home.resolve("conf/postern.json"), "{\"features\": []}");
    folder.start(Set.of());
    assertTrue(folder.problems().isEmpty());
    assertTrue(components.applied.isEmpty());
  }

  @Test
  void whatIsInForceIsNotAppliedAgain() throws Exception {
    save("{\"size\": 5}");
    folder.start(Set.of());
    folder.scan();
    folder.scan();
    assertEquals(1, components.calls);
  }

  /** The component refuses size 13, which metatype has nothing against. */
  private static void superstitious(Map<String, Object> settings) {
    if (Integer.valueOf(13).equals(settings.get("size"))) {
      throw new BadSetting("size", "13 brings bad luck");
    }
  }

  private Path file() {
    return home.resolve("conf/org.postern.x.json");
  }

  @Test
  void whatOnlyTheComponentRefusesIsRefusedWithLineAndKey() throws Exception {
    components.check = Optional.of(FolderTest::superstitious);
    save("{\"size\": 5}");
    folder.start(Set.of());
    save("{\n\n\"size\": 13}");
    folder.scan();
    assertEquals(Map.of("size", 5), components.applied.get(PID));
    Problem problem = folder.problems().getFirst();
    assertEquals(3, problem.line());
    assertEquals("size", problem.key());
    assertTrue(problem.reason().contains("13 brings bad luck"), problem.reason());
    assertEquals(InForce.LAST_GOOD, problem.inForce());
  }

  @Test
  void aComponentThatComesLaterBringsTheLastGoodOneBack() throws Exception {
    save("{\"size\": 5}");
    folder.start(Set.of());
    save("{\"size\": 13}");
    Folder next = new Folder(home, components);
    next.start(Set.of());
    assertEquals(Map.of("size", 13), components.applied.get(PID));
    components.check = Optional.of(FolderTest::superstitious);
    next.recheck(PID);
    assertEquals(Map.of("size", 5), components.applied.get(PID));
    assertEquals(InForce.LAST_GOOD, next.problems().getFirst().inForce());
    // The same again after a restart: what was good is still known.
    components.check = Optional.empty();
    Folder third = new Folder(home, components);
    third.start(Set.of());
    components.check = Optional.of(FolderTest::superstitious);
    third.recheck(PID);
    assertEquals(Map.of("size", 5), components.applied.get(PID));
    save("{\"size\": 6}");
    third.scan();
    assertEquals(Map.of("size", 6), components.applied.get(PID));
    assertTrue(third.problems().isEmpty());
  }

  @Test
  void whatWasNeverGoodIsLeftToTheComponent() throws Exception {
    save("{\"size\": 13}");
    folder.start(Set.of());
    components.check = Optional.of(FolderTest::superstitious);
    folder.recheck(PID);
    assertEquals(InForce.SAFE, folder.problems().getFirst().inForce());
    assertEquals(Map.of("size", 13), components.applied.get(PID));
  }

  @Test
  void aChangeIsWrittenAndInForceOrNothingIsWritten() throws Exception {
    components.check = Optional.of(FolderTest::superstitious);
    folder.start(Set.of());
    assertEquals(Optional.of(Map.of()), folder.values(PID));
    assertEquals(
        "size",
        folder.change(PID, Map.of("size", Optional.of(13))).map(Problem::key).orElseThrow());
    assertFalse(Files.exists(file()));
    assertTrue(folder.problems().isEmpty());
    save("{ // as it was\n \"name\": \"x\"}");
    assertEquals(Optional.empty(), folder.change(PID, Map.of("size", Optional.of(7))));
    assertEquals(Map.of("size", 7, "name", "x"), components.applied.get(PID));
    assertEquals(Optional.of(Map.of("size", 7L, "name", "x")), folder.values(PID));
    String before = Files.readString(file());
    assertTrue(folder.change(PID, Map.of("size", Optional.of(Map.of()))).isPresent());
    assertTrue(folder.change(PID, Map.of("sice", Optional.of(7))).isPresent());
    assertEquals(before, Files.readString(file()));
    assertEquals(Optional.empty(), folder.change(PID, Map.of("size", Optional.empty())));
    assertEquals(Map.of("name", "x"), components.applied.get(PID));
  }

  @Test
  void aFileThatIsNoJsonIsNotOverwritten() throws Exception {
    folder.start(Set.of());
    save("garbage");
    assertEquals(Optional.empty(), folder.values(PID));
    assertTrue(folder.change(PID, Map.of("size", Optional.of(7))).isPresent());
    assertEquals("garbage", Files.readString(file()));
  }

  private void save(String text) throws IOException {
    Files.writeString(home.resolve("conf/org.postern.x.json"), text);
  }

  /** Components with the settings size and name. */
  private static final class Components implements Folder.Target {
    final Map<String, Map<String, Object>> applied = new TreeMap<>();
    final Map<String, Map<String, Object>> given = new HashMap<>();
    final Set<String> pids = new TreeSet<>(Set.of(PID));
    Optional<SettingsCheck> check = Optional.empty();
    int calls;

    @Override
    public Optional<SettingsCheck> check(String pid) {
      return pid.equals(PID) ? check : Optional.empty();
    }

    @Override
    public Optional<Schema> schema(String pid) {
      return pids.contains(pid)
          ? Optional.of(
              new Schema(
                  new AttributeDefinition[] {
                    new Attribute("size", AttributeDefinition.INTEGER),
                    new Attribute("name", AttributeDefinition.STRING)
                  }))
          : Optional.empty();
    }

    @Override
    public Set<String> pids() {
      return pids;
    }

    @Override
    public Map<String, Object> defaults(String pid) {
      return given.getOrDefault(pid, Map.of());
    }

    @Override
    public void apply(String pid, Map<String, Object> settings) {
      calls++;
      applied.put(pid, settings);
    }

    @Override
    public void remove(String pid) {
      applied.remove(pid);
    }
  }
}
