package org.postern.cli;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.felix.cm.json.io.Configurations;
import org.postern.launcher.Home;

/** What this program needs to know of a home's settings. */
final class Settings {
  private static final String NET = "org.postern.net.json";

  private Settings() {}

  /** What all ports are moved by; a file that is no good does not count, the last good one does. */
  static int portBase(Home home) {
    for (Path file :
        List.of(home.conf().resolve(NET), home.data().resolve("settings").resolve(NET))) {
      Optional<JsonObject> settings = read(file);
      if (settings.isPresent()) {
        return settings.get().get("portBase") instanceof JsonNumber base ? base.intValue() : 0;
      }
    }
    return 0;
  }

  private static Optional<JsonObject> read(Path file) {
    try (Reader reader = Configurations.jsonCommentAwareReader(Files.newBufferedReader(file))) {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return Json.parse(text.toString())
          .filter(JsonObject.class::isInstance)
          .map(JsonValue::asJsonObject);
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
