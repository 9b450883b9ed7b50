package org.postern.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** JSON as people read it. */
final class Json {
  private Json() {}

  static Optional<JsonValue> parse(String text) {
    try (JsonReader reader = jakarta.json.Json.createReader(new StringReader(text))) {
      return Optional.of(reader.readValue());
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  static String pretty(JsonValue value) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        jakarta.json.Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
            .createWriter(text)) {
      writer.write(value);
    }
    return text.toString().strip();
  }

  /** A value in a table: nothing for null, a list with commas, {@code key=value} for an object. */
  static String plain(JsonValue value) {
    return switch (value) {
      case null -> "";
      case JsonString string -> string.getString();
      case JsonNumber number -> number.toString();
      case JsonArray items -> items.stream().map(Json::plain).collect(Collectors.joining(", "));
      case JsonObject object ->
          object.entrySet().stream()
              .filter(entry -> entry.getValue().getValueType() != JsonValue.ValueType.NULL)
              .map(entry -> entry.getKey() + "=" + plain(entry.getValue()))
              .collect(Collectors.joining(" "));
      default ->
          switch (value.getValueType()) {
            case TRUE -> "yes";
            case FALSE -> "no";
            default -> "";
          };
    };
  }

  /** The member at a path of names with dots, e.g. {@code quota.bytes}; null when there is none. */
  static JsonValue at(JsonObject object, String path) {
    JsonValue value = object;
    for (String name : path.split("\\.")) {
      value = value instanceof JsonObject inner ? inner.get(name) : null;
    }
    return value;
  }
}
