package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TOP (RFC 1939 7). */
class TopTest {
  @RegisterExtension final TestServer server = new TestServer();
  private static final String HEADER = "Subject: x\r\nTo: y@z.test\r\n\r\n";

  private String top(String message, String lines) throws Exception {
    server.with(message);
    try (Client client = server.login()) {
      String top = new String(client.message("TOP 1 " + lines), StandardCharsets.ISO_8859_1);
      client.ok("NOOP");
      return top;
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "2,2", "3,3", "4,3", "1000000,3", "99999999999999999999999999,3"})
  void headerAndSoManyLines(String asked, int given) throws Exception {
    assertEquals(
        HEADER
            + ".one\r\ntwo\r\n.\r\n".lines().limit(given).collect(Collectors.joining("\r\n"))
            + (given > 0 ? "\r\n" : ""),
        top(HEADER + ".one\r\ntwo\r\n.\r\n", asked));
  }

  @Test
  void aMessageWithoutBody() throws Exception {
    assertEquals(HEADER, top(HEADER, "5"));
  }

  @Test
  void aMessageWithoutBlankLine() throws Exception {
    assertEquals("Subject: x\r\n", top("Subject: x\r\n", "5"));
  }

  @Test
  void aMessageWithoutHeader() throws Exception {
    assertEquals("\r\na\r\n", top("\r\na\r\nb\r\n", "1"));
  }

  @Test
  void completesTheLastLine() throws Exception {
    assertEquals(HEADER + "a\r\nb\r\n", top(HEADER + "a\r\nb", "2"));
  }

  @Test
  void moreThanTheBufferHolds() throws Exception {
    String body = "line\r\n".repeat(20_000);
    assertEquals(HEADER + body.substring(0, 6 * 15_000), top(HEADER + body, "15000"));
  }

  @Test
  void aHeaderOfMoreThanTheBufferHolds() throws Exception {
    String header = "Subject: x\r\n" + "X-A: b\r\n".repeat(60_000) + "\r\n";
    assertEquals(header + "a\r\n", top(header + "a\r\nb\r\n", "1"));
  }

  @Test
  void grammar() throws Exception {
    server.with(HEADER);
    try (Client client = server.login()) {
      client.fails("TOP", "").fails("TOP 1", "").fails("TOP 1 -1", "").fails("TOP 1 1 1", "");
      client.fails("TOP 2 0", "").fails("TOP x 0", "").ok("TOP 1 0");
    }
  }
}
