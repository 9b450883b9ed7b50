package org.postern.itests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A line protocol spoken by hand. */
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Wire(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Octets as they are. */
  void send(byte[] octets) throws IOException {
    out.write(octets);
    out.flush();
  }

  /** A line, without waiting for an answer. */
  void line(String text) throws IOException {
    send((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  String read() throws IOException {
    String line = new String(readLine(), StandardCharsets.ISO_8859_1);
    return line.substring(0, line.length() - (line.endsWith("\r\n") ? 2 : 1));
  }

  private byte[] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    do {
      b = in.read();
      if (b < 0) {
        throw new EOFException("closed after: " + line);
      }
      line.write(b);
    } while (b != '\n');
    return line.toByteArray();
  }

  /** An SMTP reply, its last line. */
  String reply() throws IOException {
    String line;
    do {
      line = read();
    } while (line.length() > 3 && line.charAt(3) == '-');
    return line;
  }

  /**
   * Sends an SMTP command and answers the last line of the reply, which must begin with {@code
   * expected}.
   */
  String smtp(String command, String expected) throws IOException {
    line(command);
    return expect(reply(), expected);
  }

  /** Sends a POP3 command and answers the status line, which must begin with {@code expected}. */
  String pop(String command, String expected) throws IOException {
    line(command);
    return expect(read(), expected);
  }

  static String expect(String line, String expected) {
    if (!line.startsWith(expected)) {
      throw new AssertionError("expected " + expected + ", read: " + line);
    }
    return line;
  }

  /** A dot-terminated answer, dots taken out, as octets. */
  byte[] multiline() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (; ; ) {
      byte[] line = readLine();
      if (line.length == 3 && line[0] == '.') {
        return body.toByteArray();
      }
      int from = line[0] == '.' ? 1 : 0;
      body.write(line, from, line.length - from);
    }
  }

  /** Greets, logs in by USER and PASS. */
  static Wire pop3(Server server, String account) throws IOException {
    Wire wire = new Wire(server.port(110));
    expect(wire.read(), "+OK");
    wire.pop("USER " + account, "+OK");
    wire.pop("PASS " + Server.PASSWORD, "+OK");
    return wire;
  }

  /** Greets, logs in by LOGIN. */
  static Wire imap(Server server, String account) throws IOException {
    Wire wire = new Wire(server.port(143));
    expect(wire.read(), "* OK");
    wire.imap("LOGIN " + account + " \"" + Server.PASSWORD + "\"");
    return wire;
  }

  /** Sends an IMAP command and answers the lines of its response, the last of which must be OK. */
  List<String> imap(String command) throws IOException {
    line("t " + command);
    List<String> lines = new ArrayList<>();
    do {
      lines.add(read());
    } while (!lines.getLast().startsWith("t "));
    expect(lines.getLast(), "t OK");
    return lines;
  }

  /** Greets. */
  static Wire smtp(Server server) throws IOException {
    Wire wire = new Wire(server.port(25));
    expect(wire.reply(), "220");
    wire.smtp("EHLO client.example", "250");
    return wire;
  }

  /** Sends one message whose octets end with CRLF. */
  String deliver(String from, String to, byte[] message) throws IOException {
    smtp("MAIL FROM:<" + from + "> SIZE=" + message.length + " BODY=8BITMIME", "250");
    smtp("RCPT TO:<" + to + ">", "250");
    smtp("DATA", "354");
    send(stuffed(message));
    send(".\r\n".getBytes(StandardCharsets.ISO_8859_1));
    return expect(reply(), "250");
  }

  static byte[] stuffed(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 16);
    boolean start = true;
    for (byte b : message) {
      if (start && b == '.') {
        out.write('.');
      }
      out.write(b);
      start = b == '\n';
    }
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
