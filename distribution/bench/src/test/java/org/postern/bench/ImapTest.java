package org.postern.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The IMAP client against what a server may say. */
class ImapTest {

  /** A connection to a server that says this, whatever it is told. */
  private static Imap client(String says) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Wire wire = new Wire(server.getLocalPort(), 16);
      Socket accepted = server.accept();
      accepted.getOutputStream().write(says.getBytes(StandardCharsets.US_ASCII));
      accepted.shutdownOutput();
      return new Imap(wire);
    }
  }

  @Test
  void literalsAreNoLines() throws IOException {
    List<String> seen = new ArrayList<>();
    try (Imap imap =
        client(
            "* OK hello\r\n* 1 FETCH (BODY[] {9}\r\nt1 OK x\r\n UID 4)\r\n* 2 FETCH (UID 5)\r\n"
                + "t1 OK done\r\n")) {
      assertEquals(2, imap.command("FETCH 1:2 (UID BODY[])", seen::add));
    }
    assertEquals(List.of("* 1 FETCH (BODY[] {9}", "* 2 FETCH (UID 5)"), seen);
  }

  @Test
  void refusalsAreErrors() throws IOException {
    try (Imap imap = client("* OK hello\r\nt1 NO not now\r\nt2 BAD what\r\n")) {
      assertThrows(IOException.class, () -> imap.command("NOOP"));
      assertThrows(IOException.class, () -> imap.command("NOOP"));
    }
    assertThrows(IOException.class, () -> client("* BYE no license\r\n"));
  }

  @Test
  void countsMessagesAndKnowsWhatIsNotThere() throws IOException {
    try (Imap imap =
        client("* OK hello\r\n* STATUS a (MESSAGES 17)\r\nt1 OK\r\nt2 NO [NONEXISTENT] b\r\n")) {
      assertEquals(17, imap.count("a"));
      assertEquals(-1, imap.count("b"));
    }
  }

  @Test
  void selectTellsHowManyThereAre() throws IOException {
    try (Imap imap = client("* OK hello\r\n* FLAGS ()\r\n* 42 EXISTS\r\nt1 OK [READ-WRITE]\r\n")) {
      assertEquals(42, imap.select("INBOX"));
    }
  }
}
