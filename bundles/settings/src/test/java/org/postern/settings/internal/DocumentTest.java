package org.postern.settings.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A settings file is read with the line of each key, or refused with one. */
final class DocumentTest {

  @Test
  void keepsValuesAndLines() throws Exception {
    Document document =
        parse(
            """
            {
              // Why it is so.
              "port": 10000,
              "ratio": 1.5,
              "on": true,
              "names": ["a", "b"],
              "text": "ümlaut"
            }
            """);
    assertEquals(new Document.Entry(3, 10000L), document.entries().get("port"));
    assertEquals(new Document.Entry(4, 1.5), document.entries().get("ratio"));
    assertEquals(new Document.Entry(5, true), document.entries().get("on"));
    assertEquals(List.of("a", "b"), document.entries().get("names").value());
    assertEquals("ümlaut", document.entries().get("text").value());
  }

  @Test
  void refusesWithLineAndKey() {
    assertRefused("{\n\"a\": 1,\n\"b\" 2}", 3, "");
    assertRefused("{\n\"a\": 1,\n\"a\": 2}", 3, "");
    assertRefused("{\n\"a\": {\"b\": 1}}", 2, "a");
    assertRefused("{\n\"a\": [[1]]}", 2, "a");
    assertRefused("{\n\"a\": null}", 2, "a");
    assertRefused("{\n\"a\": 99999999999999999999}", 2, "a");
    assertRefused("[]", 1, "");
    assertRefused("", 1, "");
    assertRefused("{} {}", 1, "");
    assertRefused("{\"a\": 1", 1, "");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    BadSettings bad =
        assertThrows(
            BadSettings.class,
            () -> Document.parse("{\"a\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1)));
    assertTrue(bad.getMessage().contains("UTF-8"), bad.getMessage());
  }

  @Test
  void whateverIsInTheFileItIsReadOrRefused() {
    Random random = new Random(42);
    byte[] good =
        "{\"a\": 1, \"b\": [\"x\", true], \"c\": -1.5e3, \"d\": \"\\u00e9\"} // end"
            .getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Document.parse(bytes);
      } catch (BadSettings e) {
        assertTrue(!e.getMessage().isEmpty() && e.line() >= 0);
        refused++;
      }
    }
    assertTrue(refused > 1_000 && refused < 20_000, "both happen: " + refused);
  }

  private static Document parse(String text) throws BadSettings {
    return Document.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String text, int line, String key) {
    BadSettings bad = assertThrows(BadSettings.class, () -> parse(text), text);
    assertEquals(line, bad.line(), bad.getMessage());
    assertEquals(key, bad.key(), bad.getMessage());
  }
}
