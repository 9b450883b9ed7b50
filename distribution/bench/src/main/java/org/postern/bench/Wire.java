package org.postern.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * A client's connection: writes commands and finds the ends of lines, with as little work of its
 * own as it can. For one thread.
 */
final class Wire implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofSeconds(120);

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;
  private byte[] buffer;
  private int next;
  private int end;
  private int lineBegin;
  private int lineEnd;
  private long received;
  private long sent;

  Wire(int port) throws IOException {
    this(port, BUFFER);
  }

  Wire(int port, int bufferSize) throws IOException {
    buffer = new byte[bufferSize];
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", port), (int) CONNECT.toMillis());
    socket.setSoTimeout((int) READ.toMillis());
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(byte[] octets) throws IOException {
    out.write(octets);
    sent += octets.length;
  }

  /** Octets sent so far. */
  long sent() {
    return sent;
  }

  /** Octets received so far. */
  long received() {
    return received;
  }

  /** Reads on to the end of the next line. */
  void readLine() throws IOException {
    int at = next;
    while (true) {
      while (at < end) {
        if (buffer[at] == '\n') {
          lineBegin = next;
          lineEnd = at > next && buffer[at - 1] == '\r' ? at - 1 : at;
          next = at + 1;
          return;
        }
        at++;
      }
      int held = at - next;
      fill();
      at = next + held;
    }
  }

  private void fill() throws IOException {
    if (next == end) {
      next = 0;
      end = 0;
    } else if (end == buffer.length) {
      if (next == 0) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      } else {
        System.arraycopy(buffer, next, buffer, 0, end - next);
        end -= next;
        next = 0;
      }
    }
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    end += count;
    received += count;
  }

  /** The line read last. */
  String line() {
    return new String(buffer, lineBegin, lineEnd - lineBegin, StandardCharsets.ISO_8859_1);
  }

  /** The first octet of the line read last, or -1. */
  int first() {
    return lineEnd > lineBegin ? buffer[lineBegin] : -1;
  }

  /** Sends a POP3 command, or only waits for an answer when it is empty; refuses -ERR. */
  void pop3(String command) throws IOException {
    if (!command.isEmpty()) {
      write(command + "\r\n");
    }
    readLine();
    if (first() != '+') {
      throw new IOException(command.split(" ")[0] + ": " + line());
    }
  }

  /** How long the literal is that the line read last announces, or -1. RFC 9051 section 4.3. */
  int literal() {
    if (lineEnd - lineBegin < 3 || buffer[lineEnd - 1] != '}') {
      return -1;
    }
    int at = lineEnd - 2;
    int length = 0;
    for (int unit = 1; at > lineBegin && buffer[at] >= '0' && buffer[at] <= '9'; at--) {
      length += (buffer[at] - '0') * unit;
      unit *= 10;
    }
    return buffer[at] == '{' && at < lineEnd - 2 ? length : -1;
  }

  /** Whether the line read last begins so. */
  boolean startsWith(byte[] octets) {
    return lineEnd - lineBegin >= octets.length
        && Arrays.equals(buffer, lineBegin, lineBegin + octets.length, octets, 0, octets.length);
  }

  /** Reads over so many octets. */
  void skip(int count) throws IOException {
    int left = count;
    while (left > 0) {
      if (next == end) {
        fill();
      }
      int step = Math.min(left, end - next);
      next += step;
      left -= step;
    }
  }

  /** Reads to the dot that ends a multi-line answer of POP3. */
  int skipLines() throws IOException {
    int lines = 0;
    while (true) {
      readLine();
      if (lineEnd - lineBegin == 1 && buffer[lineBegin] == '.') {
        return lines;
      }
      lines++;
    }
  }

  /** Reads an SMTP reply of one line or more, and refuses any other code. */
  void smtp(int code) throws IOException {
    boolean last = false;
    while (!last) {
      readLine();
      last = lineEnd - lineBegin < 4 || buffer[lineBegin + 3] != '-';
    }
    if (!line().startsWith(Integer.toString(code))) {
      throw new IOException("expected " + code + ": " + line());
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
