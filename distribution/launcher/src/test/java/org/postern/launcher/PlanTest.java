package org.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feature documents become a plan, and a wrong one says what is wrong with it. */
final class PlanTest {
  @TempDir Path folder;

  @Test
  void takesBundlesStartLevelsSettingsAndProperties() throws Exception {
    feature(
        "base",
        """
        {
          "id": "org.postern:features:base:1",
          "bundles": [
            {"id": "g:one:1.0", "bundleStartLevel": 3},
            {"id": "g:two:2.0"}
          ],
          "configurations": {
            "org.postern.x": {"size:Integer": 7, "names": ["a", "b"], "on": true, "text": "q\\"q"}
          },
          "extensions": {
            "framework-launching-properties": {
              "kind": "mandatory", "type": "text", "text": ["a.b=c=d", "e = f"]
            }
          }
        }
        """);
    Plan plan = Plan.read(folder, List.of("base"));
    assertEquals(
        List.of("g:one:1.0 3", "g:two:2.0 20"),
        plan.bundles().stream().map(item -> item.id() + " " + item.startLevel()).toList());
    assertEquals("c=d", plan.properties().get("a.b"));
    assertEquals("f", plan.properties().get("e"));
    String settings = plan.settings().get("org.postern.x");
    assertTrue(settings.contains("\"size\":7"), settings);
    assertTrue(settings.contains("\"names\":[\"a\",\"b\"]"), settings);
    assertTrue(settings.contains("\"on\":true"), settings);
    assertTrue(settings.contains("\"text\":\"q\\\"q\""), settings);
  }

  @Test
  void featuresAddUpAndAShareOfABundleIsFine() throws Exception {
    feature("base", bundles("g:one:1.0", "g:two:2.0"));
    feature("pro", bundles("g:two:2.0", "g:three:3.0"));
    assertEquals(3, Plan.read(folder, List.of("base", "pro")).bundles().size());
  }

  @Test
  void twoVersionsOfABundleAreRefused() throws Exception {
    feature("base", bundles("g:one:1.0"));
    feature("pro", bundles("g:one:1.1"));
    String message = refused("base", "pro");
    assertTrue(
        message.contains("g:one") && message.contains("1.0") && message.contains("1.1"), message);
  }

  @Test
  void anUnknownFeatureIsToldWithThoseThatThereAre() throws Exception {
    feature("base", bundles("g:one:1.0"));
    feature("pro", bundles("g:two:1.0"));
    String message = refused("bose");
    assertTrue(message.contains("\"bose\"") && message.contains("base, pro"), message);
  }

  @Test
  void aNameCannotLeaveTheFolder() throws Exception {
    feature("base", bundles("g:one:1.0"));
    Files.createDirectory(folder.resolve("sub"));
    assertTrue(refused("sub/../base").contains("Available: base"));
  }

  @Test
  void whatIsNoFeatureDocumentIsRefusedByName() throws Exception {
    feature("base", "{ \"bundles\": [");
    assertTrue(refused("base").contains("base.json"));
  }

  @Test
  void aStartLevelOutOfRangeIsRefused() throws Exception {
    feature(
        "base", "{\"id\":\"a:b:1\",\"bundles\":[{\"id\":\"g:one:1.0\",\"bundleStartLevel\":100}]}");
    assertTrue(refused("base").contains("bundleStartLevel of g:one:1.0 is 100"));
  }

  @Test
  void aPropertyWithoutAValueIsRefused() throws Exception {
    feature(
        "base",
        """
        {"id":"a:b:1","extensions":{"framework-launching-properties":
          {"kind":"mandatory","type":"text","text":["nonsense"]}}}
        """);
    assertTrue(refused("base").contains("\"nonsense\""));
  }

  private String refused(String... names) {
    return assertThrows(LaunchException.class, () -> Plan.read(folder, List.of(names)))
        .getMessage();
  }

  private static String bundles(String... ids) {
    StringBuilder text = new StringBuilder("{\"id\":\"a:b:1\",\"bundles\":[");
    for (String id : ids) {
      text.append(text.toString().endsWith("[") ? "" : ",")
          .append("{\"id\":\"")
          .append(id)
          .append("\"}");
    }
    return text.append("]}").toString();
  }

  private void feature(String name, String json) throws IOException {
    Files.writeString(folder.resolve(name + ".json"), json);
  }
}
