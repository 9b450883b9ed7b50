package org.postern.launcher;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.felix.cm.json.io.Configurations;

/**
 * {@code conf/postern.json}: what has to be known before the container runs.
 *
 * @param features names of the documents in {@code features/}, in the order they are started
 */
record LauncherSettings(List<String> features, LogFormat logFormat, String logLevel) {
  static final LauncherSettings DEFAULTS =
      new LauncherSettings(List.of("base", "pro"), LogFormat.TEXT, "INFO");

  private static final Set<String> KEYS = Set.of("features", "logFormat", "logLevel");
  private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

  enum LogFormat {
    TEXT,
    JSON
  }

  /**
   * Reads the home's file. A wrong one does not keep the server from starting: the last good one,
   * of which {@code data/settings} holds a copy, or else the defaults are used.
   *
   * @param complaints is told what is wrong
   */
  static LauncherSettings read(Home home, Consumer<String> complaints) throws IOException {
    Path copy = home.data().resolve("settings").resolve("postern.json");
    String text = "";
    try {
      text = Files.readString(home.settings());
      LauncherSettings settings = parse(text);
      Files.createDirectories(copy.getParent());
      Path fresh = copy.resolveSibling("postern.json.new");
      Files.writeString(fresh, text);
      Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return settings;
    } catch (IOException | LaunchException wrong) {
      String reason = "Refused conf/postern.json: " + wrong.getMessage();
      try {
        LauncherSettings last = parse(Files.readString(copy));
        complaints.accept(reason + ". The last good settings are used.");
        return last;
      } catch (IOException | LaunchException noCopy) {
        complaints.accept(reason + ". The defaults are used.");
        return DEFAULTS;
      }
    }
  }

  static LauncherSettings parse(String text) throws LaunchException {
    JsonObject json;
    try (JsonReader reader =
        Json.createReader(Configurations.jsonCommentAwareReader(new StringReader(text)))) {
      if (!(reader.readValue() instanceof JsonObject object)) {
        throw new LaunchException("not a JSON object");
      }
      json = object;
    } catch (JsonParsingException e) {
      throw new LaunchException(
          "not valid JSON at line " + e.getLocation().getLineNumber() + ": " + e.getMessage(), e);
    } catch (IOException | JsonException e) {
      throw new LaunchException("not a JSON object: " + e.getMessage(), e);
    }
    for (String key : json.keySet()) {
      if (!KEYS.contains(key)) {
        throw new LaunchException(
            "unknown setting \"" + key + "\"; there are features, logFormat and logLevel");
      }
    }
    List<String> features = DEFAULTS.features();
    if (json.containsKey("features")) {
      if (json.get("features").getValueType() != JsonValue.ValueType.ARRAY
          || json.getJsonArray("features").isEmpty()
          || json.getJsonArray("features").stream().anyMatch(f -> !(f instanceof JsonString))) {
        throw new LaunchException("\"features\" must be a list of names such as [\"base\"]");
      }
      features =
          json.getJsonArray("features").getValuesAs(JsonString.class).stream()
              .map(JsonString::getString)
              .toList();
    }
    LogFormat format =
        switch (string(json, "logFormat", "text")) {
          case "text" -> LogFormat.TEXT;
          case "json" -> LogFormat.JSON;
          default -> throw new LaunchException("\"logFormat\" must be \"text\" or \"json\"");
        };
    String level = string(json, "logLevel", DEFAULTS.logLevel()).toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw new LaunchException("\"logLevel\" must be one of error, warn, info, debug, trace");
    }
    return new LauncherSettings(features, format, level);
  }

  private static String string(JsonObject json, String key, String otherwise)
      throws LaunchException {
    JsonValue value = json.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof JsonString text)) {
      throw new LaunchException("\"" + key + "\" must be a string");
    }
    return text.getString();
  }
}
