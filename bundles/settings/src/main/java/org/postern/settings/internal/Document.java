package org.postern.settings.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a settings file: one JSON object of strings, numbers, booleans and lists of them.
 * Comments as in Java are allowed, so that a file can say why.
 *
 * @param entries by key, in the order of the file
 */
record Document(Map<String, Entry> entries) {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /**
   * @param line from 1
   * @param value a String, Long, Double, Boolean, a List of one of these, or an {@code Object} that
   *     stands for one too large
   */
  record Entry(int line, Object value) {}

  static Document parse(byte[] bytes) throws BadSettings {
    try (JsonParser parser = JSON.createParser(text(bytes))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadSettings(
            line(parser), "", "a settings file is one JSON object: {\"key\": value, ...}");
      }
      Map<String, Entry> entries = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        int line = line(parser);
        entries.put(key, new Entry(line, value(parser, key, true)));
      }
      if (parser.nextToken() != null) {
        throw new BadSettings(line(parser), "", "there is more after the end of the object");
      }
      return new Document(entries);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new BadSettings(Math.max(line, 0), "", "not valid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new BadSettings(0, "", "cannot be read: " + e.getMessage());
    }
  }

  /** The values by key, as {@link #write} takes them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    entries.forEach((key, entry) -> values.put(key, entry.value()));
    return values;
  }

  /** A settings file of these values, one a line; what can't be a setting is refused by parse. */
  static byte[] write(Map<String, Object> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      for (Map.Entry<String, Object> value : values.entrySet()) {
        json.writeFieldName(value.getKey());
        write(json, value.getValue());
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a write into memory
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Float number -> json.writeNumber(number);
      case Number number -> json.writeNumber(number.longValue());
      case List<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          write(json, item);
        }
        json.writeEndArray();
      }
      default -> {
        json.writeStartObject();
        json.writeEndObject();
      }
    }
  }

  private static String text(byte[] bytes) throws BadSettings {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadSettings(0, "", "not UTF-8 text");
    }
  }

  private static Object value(JsonParser parser, String key, boolean listAllowed)
      throws IOException, BadSettings {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default ->
                throw new BadSettings(line(parser), key, quoted(key) + " is too large a number");
          };
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case START_ARRAY -> {
        if (!listAllowed) {
          throw new BadSettings(line(parser), key, quoted(key) + " is a list in a list");
        }
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, key, false));
        }
        yield items;
      }
      case VALUE_NULL ->
          throw new BadSettings(
              line(parser),
              key,
              quoted(key) + " is null; leave the key out to get the default value");
      default ->
          throw new BadSettings(
              line(parser),
              key,
              quoted(key) + " must be a string, a number, true, false or a list of these");
    };
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  static String quoted(String key) {
    return '"' + key + '"';
  }
}
