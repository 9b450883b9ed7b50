package org.postern.settings.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.service.metatype.AttributeDefinition;

/** Values get the type that metatype says, and others are refused. */
final class SchemaTest {
  private final Schema schema =
      new Schema(
          new AttributeDefinition[] {
            new Attribute("int", AttributeDefinition.INTEGER),
            new Attribute("long", AttributeDefinition.LONG),
            new Attribute("double", AttributeDefinition.DOUBLE),
            new Attribute("flag", AttributeDefinition.BOOLEAN),
            new Attribute("text", AttributeDefinition.STRING),
            new Attribute("list", AttributeDefinition.STRING, Integer.MAX_VALUE, null),
            new Attribute("choice", AttributeDefinition.STRING, 0, new String[] {"a", "b"})
          });

  @Test
  void convertsToTheTypesOfTheComponent() throws Exception {
    Map<String, Object> settings =
        convert(
            "{\"int\": 1, \"long\": 2, \"double\": 3, \"flag\": false, \"text\": \"-x, y\", \"choice\": \"b\"}");
    assertEquals(
        Map.of("int", 1, "long", 2L, "double", 3.0, "flag", false, "text", "-x, y", "choice", "b"),
        settings);
    assertArrayEquals(
        new String[] {"a", "b"}, (String[]) convert("{\"list\": [\"a\", \"b\"]}").get("list"));
    assertArrayEquals(new String[] {"a"}, (String[]) convert("{\"list\": \"a\"}").get("list"));
    assertArrayEquals(new String[0], (String[]) convert("{\"list\": []}").get("list"));
  }

  @Test
  void refusesWithKeyAndReason() {
    assertRefused("{\"int\": 1.5}", "int", "whole number, not 1.5");
    assertRefused("{\"int\": 2147483648}", "int", "whole number");
    assertRefused("{\"int\": \"1\"}", "int", "whole number, not \"1\"");
    assertRefused("{\"int\": -1}", "int", "too small");
    assertRefused("{\"int\": [1]}", "int", "one value, not a list");
    assertRefused("{\"flag\": \"yes\"}", "flag", "true or false");
    assertRefused("{\"text\": 5}", "text", "a string");
    assertRefused("{\"list\": [1]}", "list", "a string");
    assertRefused("{\"choice\": \"c\"}", "choice", "one of a, b");
    assertRefused("{\"txt\": \"\"}", "txt", "unknown setting \"txt\"");
  }

  private Map<String, Object> convert(String text) throws BadSettings {
    return schema.convert(Document.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void assertRefused(String text, String key, String reason) {
    BadSettings bad = assertThrows(BadSettings.class, () -> convert(text), text);
    assertEquals(key, bad.key());
    assertTrue(bad.getMessage().contains(reason), bad.getMessage());
  }
}
