package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LIST (RFC 1939 5). */
class ListMessagesTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void allAndOne() throws Exception {
    server.with("a\r\n", "bb\r\n", "ccc\r\n");
    try (Client client = server.login()) {
      assertEquals(List.of("1 3", "2 4", "3 5"), client.lines("LIST"));
      assertEquals("+OK 2 4", client.send("LIST 2"));
      client.ok("DELE 2");
      assertEquals(List.of("1 3", "3 5"), client.lines("list"));
      client.fails("LIST 2", "");
    }
  }

  @Test
  void anEmptyMaildropIsAnEmptyList() throws Exception {
    try (Client client = server.login()) {
      assertEquals(List.of(), client.lines("LIST"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "2",
        "-1",
        "+1",
        "1 1",
        "x",
        "1x",
        "99999999999999999999999",
        "\u0661",
        "0x1"
      })
  void aNumberThatIsNoneOrOfNoMessage(String number) throws Exception {
    server.with("a\r\n");
    try (Client client = server.login()) {
      client.fails("LIST " + number, "").ok("LIST 1").ok("LIST 01").ok("LIST 1 ");
    }
  }

  @Test
  void numbersGrowAsTheyShould() throws Exception {
    for (int i = 0; i < 100; i++) {
      server.with("x".repeat(i) + "\r\n");
    }
    try (Client client = server.login()) {
      assertEquals(
          IntStream.rangeClosed(1, 100).mapToObj(i -> i + " " + (i + 1)).toList(),
          client.lines("LIST"));
    }
  }
}
