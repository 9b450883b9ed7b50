package org.postern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** How things are read from people and shown to them. */
final class FormsTest {

  @Test
  void amounts() {
    Amount.Converter converter = new Amount.Converter();
    assertEquals(5L << 30, converter.convert("5G").octets());
    assertEquals(500L << 20, converter.convert("500MiB").octets());
    assertEquals(1_000L, converter.convert("1000").octets());
    assertNull(converter.convert("inherit").octets());
    for (String wrong : new String[] {"", "five", "-1", "5X", "99999999999999T", "1.5G"}) {
      assertThrows(TypeConversionException.class, () -> converter.convert(wrong), wrong);
    }
  }

  @Test
  void aTableIsAlignedAndCannotSteerTheTerminal() {
    JsonObject one =
        Json.parse("{\"id\":\"a\",\"quota\":{\"bytes\":null},\"on\":true,\"m\":[\"x\",\"y\"]}")
            .map(JsonValue::asJsonObject)
            .orElseThrow();
    JsonObject two =
        Json.parse("{\"id\":\"long \\u001b[2J\",\"quota\":{\"bytes\":7},\"on\":false,\"m\":[]}")
            .map(JsonValue::asJsonObject)
            .orElseThrow();
    StringWriter text = new StringWriter();
    Table.of(List.of(one, two), "id", "quota.bytes", "on", "m").print(new PrintWriter(text, true));
    assertEquals(
        """
        ID         QUOTA BYTES  ON   M
        a                       yes  x, y
        long ?[2J  7            no
        """,
        text.toString().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void passwordsAreTheFirstLineOfStandardInput() throws Exception {
    assertEquals("süß und lang", Secrets.firstLine(in("süß und lang\nrest")));
    assertEquals("no newline", Secrets.firstLine(in("no newline")));
    assertEquals(2, assertThrows(Failure.class, () -> Secrets.firstLine(in(""))).exitCode());
    assertThrows(Failure.class, () -> Secrets.firstLine(in("\nsecond line")));
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
