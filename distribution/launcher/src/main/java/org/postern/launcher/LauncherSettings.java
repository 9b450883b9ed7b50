package org.postern.launcher;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
   * Why the file is not in force.
   *
   * @param line from 1; 0 when it is about the whole file
   * @param lastGood whether the last good settings are used instead, else the defaults
   */
  record Refused(int line, String reason, boolean lastGood) {
    @Override
    public String toString() {
      return "conf/postern.json"
          + (line > 0 ? ":" + line : "")
          + ": "
          + reason
          + (lastGood ? ". The last good settings are used." : ". The defaults are used.");
    }
  }

  /** A file that is wrong at a line. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;
    private final int line;

    Wrong(long line, String message, Throwable cause) {
      super(message, cause);
      this.line = (int) Math.max(line, 0);
    }
  }

  /**
   * Reads the home's file. A wrong one does not keep the server from starting: the last good one,
   * of which {@code data/settings} holds a copy, or else the defaults are used.
   *
   * @param complaints is told what is wrong
   */
  static LauncherSettings read(Home home, Consumer<Refused> complaints) throws IOException {
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
    } catch (IOException | Wrong wrong) {
      int line = wrong instanceof Wrong where ? where.line : 0;
      String reason = wrong instanceof Wrong ? wrong.getMessage() : "cannot be read: " + wrong;
      try {
        LauncherSettings last = parse(Files.readString(copy));
        complaints.accept(new Refused(line, reason, true));
        return last;
      } catch (IOException | Wrong noCopy) {
        complaints.accept(new Refused(line, reason, false));
        return DEFAULTS;
      }
    }
  }

  static LauncherSettings parse(String text) throws Wrong {
    JsonObject json;
    try (JsonReader reader =
        Json.createReader(Configurations.jsonCommentAwareReader(new StringReader(text)))) {
      if (!(reader.readValue() instanceof JsonObject object)) {
        throw new Wrong(0, "not a JSON object", null);
      }
      json = object;
    } catch (JsonParsingException e) {
      throw new Wrong(
          e.getLocation().getLineNumber(),
          "not valid JSON (line "
              + e.getLocation().getLineNumber()
              + ", column "
              + e.getLocation().getColumnNumber()
              + ")",
          e);
    } catch (IOException | JsonException e) {
      throw new Wrong(0, "not a JSON object: " + e.getMessage(), e);
    }
    Map<String, Long> lines = lines(text);
    for (String key : json.keySet()) {
      if (!KEYS.contains(key)) {
        throw wrong(
            lines,
            key,
            "unknown setting \"" + key + "\"; there are features, logFormat and logLevel");
      }
    }
    List<String> features = DEFAULTS.features();
    if (json.containsKey("features")) {
      if (json.get("features").getValueType() != JsonValue.ValueType.ARRAY
          || json.getJsonArray("features").isEmpty()
          || json.getJsonArray("features").stream().anyMatch(f -> !(f instanceof JsonString))) {
        throw wrong(lines, "features", "\"features\" must be a list of names such as [\"base\"]");
      }
      features =
          json.getJsonArray("features").getValuesAs(JsonString.class).stream()
              .map(JsonString::getString)
              .toList();
    }
    LogFormat format =
        switch (string(json, lines, "logFormat", "text")) {
          case "text" -> LogFormat.TEXT;
          case "json" -> LogFormat.JSON;
          default -> throw wrong(lines, "logFormat", "\"logFormat\" must be \"text\" or \"json\"");
        };
    String level = string(json, lines, "logLevel", DEFAULTS.logLevel()).toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw wrong(lines, "logLevel", "\"logLevel\" must be one of error, warn, info, debug, trace");
    }
    return new LauncherSettings(features, format, level);
  }

  private static Wrong wrong(Map<String, Long> lines, String key, String reason) {
    return new Wrong(lines.getOrDefault(key, 0L), reason, null);
  }

  /** On which line each setting stands, in a text that is a JSON object. */
  private static Map<String, Long> lines(String text) throws Wrong {
    Map<String, Long> lines = new HashMap<>();
    try (JsonParser parser =
        Json.createParser(Configurations.jsonCommentAwareReader(new StringReader(text)))) {
      int depth = 0;
      while (parser.hasNext()) {
        switch (parser.next()) {
          case START_OBJECT, START_ARRAY -> depth++;
          case END_OBJECT, END_ARRAY -> depth--;
          case KEY_NAME -> {
            if (depth == 1) {
              lines.put(parser.getString(), parser.getLocation().getLineNumber());
            }
          }
          default -> {}
        }
      }
      return lines;
    } catch (IOException | JsonException e) {
      throw new Wrong(0, "not a JSON object: " + e.getMessage(), e);
    }
  }

  private static String string(
      JsonObject json, Map<String, Long> lines, String key, String otherwise) throws Wrong {
    JsonValue value = json.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof JsonString text)) {
      throw wrong(lines, key, "\"" + key + "\" must be a string");
    }
    return text.getString();
  }
}
