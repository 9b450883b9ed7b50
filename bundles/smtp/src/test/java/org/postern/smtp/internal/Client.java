package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that says exactly what it is told to say. */
final class Client implements AutoCloseable {
  private Socket socket;
  private InputStream in;

  Client(int port) throws IOException {
    use(new Socket("127.0.0.1", port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
  }

  private void use(Socket next) throws IOException {
    socket = next;
    in = new BufferedInputStream(next.getInputStream());
  }

  Socket socket() {
    return socket;
  }

  /** Goes on over TLS. */
  void secure(Socket tls) throws IOException {
    use(tls);
  }

  Client raw(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    return this;
  }

  /** UTF-8, as it stands: line ends are the caller's. */
  Client raw(String text) throws IOException {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** All lines of one reply. */
  List<String> reply() throws IOException {
    List<String> lines = new ArrayList<>();
    String line;
    do {
      line = line();
      lines.add(line);
    } while (line.length() > 3 && line.charAt(3) == '-');
    return lines;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (; ; ) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("closed after: " + line);
      }
      if (b == '\n') {
        byte[] octets = line.toByteArray();
        assertTrue(octets.length > 0 && octets[octets.length - 1] == '\r', "a reply ends in CRLF");
        return new String(octets, 0, octets.length - 1, StandardCharsets.UTF_8);
      }
      line.write(b);
    }
  }

  /** Reads a reply whose last line must begin so. */
  String expect(String beginning) throws IOException {
    String last = reply().getLast();
    assertTrue(last.startsWith(beginning), "expected " + beginning + ", read: " + last);
    return last;
  }

  /** Sends a line and reads the reply to it. */
  String say(String command, String expected) throws IOException {
    raw(command + "\r\n");
    return expect(expected);
  }

  List<String> ask(String command) throws IOException {
    raw(command + "\r\n");
    return reply();
  }

  /** Waits for the server to close, without another word. */
  void expectClosed() throws IOException {
    int b = in.read();
    assertTrue(b < 0, "still open, and read " + b);
  }

  /** Sends a message in one transaction; its lines end in CRLF and its dots are stuffed. */
  String send(String from, String to, String message, String expected) throws IOException {
    say("MAIL FROM:<" + from + ">", "250");
    say("RCPT TO:<" + to + ">", "250");
    say("DATA", "354");
    raw(message + ".\r\n");
    return expect(expected);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
