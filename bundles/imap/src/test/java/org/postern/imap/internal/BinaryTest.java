package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** BINARY (RFC 3516 4.2, 4.3, RFC 9051 6.4.5, 7.5.2). */
class BinaryTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String message(String encoding, String body) {
    return "Content-Type: application/x\r\nContent-Transfer-Encoding: "
        + encoding
        + "\r\n\r\n"
        + body;
  }

  @Test
  void partsAreDecoded() throws Exception {
    server.with(
        message("base64", "AAEC\r\n!AwQ=\r\n"), message("quoted-printable", "a=3D=\r\nb  \r\n=zz"));
    try (Client client = server.inbox()) {
      assertEquals(
          List.of("* 1 FETCH (BINARY[1] ~{5}\r\n\0\1\2\3\4)"), client.ok("FETCH 1 BINARY.PEEK[1]"));
      assertEquals(
          List.of("* 2 FETCH (BINARY[1] {8}\r\na=b\r\n=zz)"), client.ok("FETCH 2 BINARY.PEEK[1]"));
      assertEquals(
          List.of("* 1 FETCH (BINARY[1]<1> {2}\r\n\1\2)"),
          client.ok("FETCH 1 BINARY.PEEK[1]<1.2>"));
      assertEquals(
          List.of("* 1 FETCH (BINARY[1]<0> ~{1}\r\n\0)"), client.ok("FETCH 1 BINARY.PEEK[1]<0.1>"));
      assertEquals(
          List.of("* 1 FETCH (BINARY[1]<9> {0}\r\n)"), client.ok("FETCH 1 BINARY.PEEK[1]<9.1>"));
      assertEquals(List.of("* 1 FETCH (BINARY.SIZE[1] 5)"), client.ok("FETCH 1 BINARY.SIZE[1]"));
      assertEquals(List.of("* 1 FETCH (BINARY[2] NIL)"), client.ok("FETCH 1 BINARY.PEEK[2]"));
      assertTrue(client.ok("FETCH 1 BINARY[1]").getFirst().contains("\\Seen"));
    }
  }

  // RFC 3516 4.3: literal8 tells that there is NUL, wherever it is.
  @Test
  void nulIsNoticedWhereverItIs() throws Exception {
    String zeros = "AAAA".repeat(19);
    String ones = "AQEB".repeat(19);
    server.with(
        message("base64", (ones + "\r\n").repeat(500)),
        message("base64", (ones + "\r\n").repeat(500) + zeros + "\r\n"));
    try (Client client = server.inbox()) {
      String one = client.ok("FETCH 1 BINARY.PEEK[1]").getFirst();
      assertEquals("* 1 FETCH (BINARY[1] {28500}\r\n" + "\1".repeat(28_500) + ")", one);
      String two = client.ok("FETCH 2 BINARY.PEEK[1]").getFirst();
      assertEquals(
          "* 2 FETCH (BINARY[1] ~{28557}\r\n" + "\1".repeat(28_500) + "\0".repeat(57) + ")", two);
      assertEquals(
          List.of("* 2 FETCH (BINARY[1]<28499> {1}\r\n\1)"),
          client.ok("FETCH 2 BINARY.PEEK[1]<28499.1>"));
    }
  }

  @Test
  void anUnknownEncodingIsToldSo() throws Exception {
    server.with(message("x-rot13", "abc\r\n"));
    try (Client client = server.inbox()) {
      client.no("FETCH 1 BINARY.PEEK[1]", "UNKNOWN-CTE");
      client.ok("FETCH 1 BODY.PEEK[1]");
    }
  }
}
