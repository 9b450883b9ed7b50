package org.postern.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** conf/postern.json, right and wrong. */
final class LauncherSettingsTest {
  @TempDir Path folder;

  @Test
  void readsWhatIsThereAndDefaultsTheRest() throws Exception {
    LauncherSettings settings =
        LauncherSettings.parse(
            "{ // why\n \"features\": [\"base\", \"pro\"], \"logFormat\": \"json\"}");
    assertEquals(List.of("base", "pro"), settings.features());
    assertEquals(LauncherSettings.LogFormat.JSON, settings.logFormat());
    assertEquals("INFO", settings.logLevel());
  }

  @Test
  void saysWhatIsWrong() {
    assertRefused("{\n\"features\": [\"base\"\n", "line");
    assertRefused("[]", "JSON object");
    assertRefused("{\"feature\": []}", "unknown setting \"feature\"");
    assertRefused("{\"features\": \"base\"}", "list of names");
    assertRefused("{\"features\": []}", "list of names");
    assertRefused("{\"features\": [1]}", "list of names");
    assertRefused("{\"logFormat\": \"xml\"}", "\"text\" or \"json\"");
    assertRefused("{\"logLevel\": \"loud\"}", "error, warn, info");
    assertRefused("{\"logLevel\": 3}", "must be a string");
  }

  @Test
  void aWrongFileLeavesTheLastGoodSettingsInForce() throws Exception {
    Home home = new Home(folder);
    home.makeFolders();
    List<LauncherSettings.Refused> complaints = new ArrayList<>();
    Files.writeString(home.settings(), "{\"logLevel\": \"debug\"}");
    assertEquals("DEBUG", LauncherSettings.read(home, complaints::add).logLevel());
    assertEquals(List.of(), complaints);
    Files.writeString(home.settings(), "{\"logLevel\": ");
    assertEquals("DEBUG", LauncherSettings.read(home, complaints::add).logLevel());
    assertEquals(1, complaints.size());
    String said = complaints.getFirst().toString();
    assertTrue(said.startsWith("conf/postern.json:1: not valid JSON"), said);
    assertTrue(said.contains("last good"), said);
  }

  @Test
  void theLineIsTold() throws Exception {
    Home home = new Home(folder);
    home.makeFolders();
    List<LauncherSettings.Refused> complaints = new ArrayList<>();
    for (String text :
        List.of(
            "{ // why\n\"features\": [\"base\"],\n\"logLevel\": 3}",
            "{\n\n\"feature\": []}",
            "{\n\"logFormat\": \"text\"\n\"logLevel\": \"info\"}")) {
      Files.writeString(home.settings(), text);
      LauncherSettings.read(home, complaints::add);
      assertEquals(3, complaints.getLast().line(), text);
      assertEquals(false, complaints.getLast().lastGood());
    }
    assertEquals(3, complaints.size());
  }

  @Test
  void withoutAGoodOneTheDefaultsAreUsed() throws Exception {
    Home home = new Home(folder);
    home.makeFolders();
    List<LauncherSettings.Refused> complaints = new ArrayList<>();
    Files.write(home.settings(), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertEquals(LauncherSettings.DEFAULTS, LauncherSettings.read(home, complaints::add));
    assertEquals(1, complaints.size());
  }

  private static void assertRefused(String text, String reason) {
    String message =
        assertThrows(LauncherSettings.Wrong.class, () -> LauncherSettings.parse(text)).getMessage();
    assertTrue(message.contains(reason), message);
  }
}
