package org.postern.settings.internal;

import static org.postern.settings.internal.Document.quoted;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.osgi.service.metatype.AttributeDefinition;

/** What the metatype of a component says about its settings: names, types, ranges and choices. */
final class Schema {
  private final Map<String, AttributeDefinition> attributes = new HashMap<>();

  Schema(AttributeDefinition[] definitions) {
    for (AttributeDefinition definition : definitions) {
      attributes.put(definition.getID(), definition);
    }
  }

  /** The settings in the types the component wants. */
  Map<String, Object> convert(Document document) throws BadSettings {
    Map<String, Object> converted = new HashMap<>();
    for (Map.Entry<String, Document.Entry> entry : document.entries().entrySet()) {
      AttributeDefinition definition = attributes.get(entry.getKey());
      int line = entry.getValue().line();
      if (definition == null) {
        throw new BadSettings(
            line,
            entry.getKey(),
            "unknown setting "
                + quoted(entry.getKey())
                + "; there are "
                + String.join(", ", new TreeSet<>(attributes.keySet())));
      }
      converted.put(entry.getKey(), convert(definition, line, entry.getValue().value()));
    }
    return converted;
  }

  private static Object convert(AttributeDefinition definition, int line, Object value)
      throws BadSettings {
    if (definition.getCardinality() == 0) {
      if (value instanceof List) {
        throw new BadSettings(
            line, definition.getID(), quoted(definition.getID()) + " is one value, not a list");
      }
      return single(definition, line, value);
    }
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    Object array = Array.newInstance(type(definition), items.size());
    for (int i = 0; i < items.size(); i++) {
      Array.set(array, i, single(definition, line, items.get(i)));
    }
    // Metatype 1.4, 105.8.2: a negative cardinality is a collection.
    return definition.getCardinality() > 0 ? array : asCollection(array);
  }

  private static Collection<Object> asCollection(Object array) {
    Object[] items = new Object[Array.getLength(array)];
    Arrays.setAll(items, i -> Array.get(array, i));
    return Arrays.asList(items);
  }

  private static Object single(AttributeDefinition definition, int line, Object value)
      throws BadSettings {
    String id = definition.getID();
    Object converted =
        switch (definition.getType()) {
          case AttributeDefinition.BOOLEAN -> value instanceof Boolean ? value : null;
          case AttributeDefinition.LONG -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
          case AttributeDefinition.INTEGER ->
              whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE) instanceof Long number
                  ? (Object) number.intValue()
                  : null;
          case AttributeDefinition.SHORT ->
              whole(value, Short.MIN_VALUE, Short.MAX_VALUE) instanceof Long number
                  ? (Object) number.shortValue()
                  : null;
          case AttributeDefinition.BYTE ->
              whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE) instanceof Long number
                  ? (Object) number.byteValue()
                  : null;
          case AttributeDefinition.DOUBLE ->
              value instanceof Number number ? (Object) number.doubleValue() : null;
          case AttributeDefinition.FLOAT ->
              value instanceof Number number ? (Object) number.floatValue() : null;
          default -> value instanceof String ? value : null;
        };
    if (converted == null) {
      throw new BadSettings(
          line, id, quoted(id) + " must be " + typeName(definition) + ", not " + shown(value));
    }
    String[] options =
        definition.getOptionValues() == null ? new String[0] : definition.getOptionValues();
    if (options.length > 0 && !Arrays.asList(options).contains(converted.toString())) {
      throw new BadSettings(
          line,
          id,
          quoted(id) + " is " + shown(value) + " but must be one of " + String.join(", ", options));
    }
    // With options the definition has been checked; the metatype service would trim and split.
    String complaint =
        options.length > 0 || converted instanceof String
            ? null
            : definition.validate(converted.toString());
    if (complaint != null && !complaint.isEmpty()) {
      throw new BadSettings(
          line, id, quoted(id) + " is " + shown(value) + ", which is refused: " + complaint);
    }
    return converted;
  }

  private static Long whole(Object value, long min, long max) {
    return value instanceof Long number && number >= min && number <= max ? number : null;
  }

  private static Class<?> type(AttributeDefinition definition) {
    return switch (definition.getType()) {
      case AttributeDefinition.BOOLEAN -> Boolean.class;
      case AttributeDefinition.LONG -> Long.class;
      case AttributeDefinition.INTEGER -> Integer.class;
      case AttributeDefinition.SHORT -> Short.class;
      case AttributeDefinition.BYTE -> Byte.class;
      case AttributeDefinition.DOUBLE -> Double.class;
      case AttributeDefinition.FLOAT -> Float.class;
      default -> String.class;
    };
  }

  private static String typeName(AttributeDefinition definition) {
    return switch (definition.getType()) {
      case AttributeDefinition.BOOLEAN -> "true or false";
      case AttributeDefinition.LONG, AttributeDefinition.INTEGER -> "a whole number";
      case AttributeDefinition.SHORT -> "a whole number from -32768 to 32767";
      case AttributeDefinition.BYTE -> "a whole number from -128 to 127";
      case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "a number";
      default -> "a string";
    };
  }

  private static String shown(Object value) {
    return value instanceof String text ? quoted(text) : String.valueOf(value);
  }
}
