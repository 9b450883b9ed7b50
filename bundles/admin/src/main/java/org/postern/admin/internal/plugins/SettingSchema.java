package org.postern.admin.internal.plugins;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.metatype.AttributeDefinition;

/** A setting of OSGi's metatype in the words of JSON Schema (draft 2020-12). */
final class SettingSchema {
  private SettingSchema() {}

  static Map<String, Object> of(AttributeDefinition attribute) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("title", String.valueOf(attribute.getName()));
    if (attribute.getDescription() != null) {
      schema.put("description", attribute.getDescription());
    }
    Map<String, Object> single = new LinkedHashMap<>();
    single.put("type", type(attribute.getType()));
    if (attribute.getType() == AttributeDefinition.PASSWORD) {
      single.put("writeOnly", true);
    }
    if (attribute.getOptionValues() != null && attribute.getOptionValues().length > 0) {
      single.put("enum", Arrays.asList(attribute.getOptionValues()));
    }
    if (attribute.getCardinality() == 0) {
      schema.putAll(single);
    } else {
      schema.put("type", "array");
      schema.put("items", single);
    }
    Object value = defaultOf(attribute);
    if (value != null) {
      schema.put("default", value);
    }
    return schema;
  }

  /** Its default as JSON has it; null when it has none. */
  static Object defaultOf(AttributeDefinition attribute) {
    String[] values = attribute.getDefaultValue();
    if (values == null) {
      return null;
    }
    if (attribute.getCardinality() != 0) {
      return Arrays.stream(values)
          .filter(value -> !value.isEmpty())
          .map(value -> typed(attribute, value))
          .toList();
    }
    return values.length == 0 ? null : typed(attribute, values[0]);
  }

  private static Object typed(AttributeDefinition attribute, String value) {
    return switch (type(attribute.getType())) {
      case "boolean" -> Boolean.valueOf(value);
      case "integer" -> Long.valueOf(value);
      case "number" -> Double.valueOf(value);
      default -> value;
    };
  }

  private static String type(int type) {
    return switch (type) {
      case AttributeDefinition.BOOLEAN -> "boolean";
      case AttributeDefinition.INTEGER,
          AttributeDefinition.LONG,
          AttributeDefinition.SHORT,
          AttributeDefinition.BYTE ->
          "integer";
      case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "number";
      default -> "string";
    };
  }
}
