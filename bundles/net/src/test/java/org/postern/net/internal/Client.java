package org.postern.net.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that writes and reads lines. */
final class Client implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Client(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(20_000);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  static Client to(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
    return new Client(socket);
  }

  Socket socket() {
    return socket;
  }

  Client send(String raw) throws IOException {
    out.write(raw.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  /** Sends a line and reads one. */
  String ask(String line) throws IOException {
    return send(line + "\r\n").read();
  }

  /** The next line, or null at the end. */
  String read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  byte[] read(int count) throws IOException {
    return in.readNBytes(count);
  }

  long skip(long count) throws IOException {
    byte[] chunk = new byte[64 * 1024];
    long read = 0;
    while (read < count) {
      int got = in.read(chunk, 0, (int) Math.min(chunk.length, count - read));
      if (got < 0) {
        return read;
      }
      read += got;
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
