package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A POP3 client that does what a test tells it. Text is ISO 8859-1, one char an octet. */
final class Client implements AutoCloseable {
  private Socket socket;
  private InputStream in;

  Client(int port) throws IOException {
    over(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  void over(Socket next) throws IOException {
    socket = next;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Negotiates TLS, trusting any certificate. */
  Client secure() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Gullible()}, null);
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    tls.startHandshake();
    over(tls);
    return this;
  }

  private static final class Gullible extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  Socket socket() {
    return socket;
  }

  InputStream in() {
    return in;
  }

  Client raw(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    return this;
  }

  Client raw(String text) throws IOException {
    return raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a command in UTF-8 and gives the first line of the answer. */
  String send(String command) throws IOException {
    raw((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    return line();
  }

  Client ok(String command) throws IOException {
    String answer = send(command);
    assertTrue(answer.startsWith("+OK"), command + ": " + answer);
    return this;
  }

  /** The command must fail with that response code, or without one when it is empty. */
  Client fails(String command, String code) throws IOException {
    String answer = send(command);
    String begin = code.isEmpty() ? "-ERR " : "-ERR [" + code + "] ";
    assertTrue(answer.startsWith(begin), command + ": " + answer);
    assertEquals(code.isEmpty(), !answer.startsWith("-ERR ["), command + ": " + answer);
    return this;
  }

  Client login() throws IOException {
    return login("anna@example.test");
  }

  Client login(String name) throws IOException {
    assertTrue(line().startsWith("+OK "));
    return ok("USER " + name).ok("PASS secret");
  }

  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("closed after: " + line.toString(StandardCharsets.ISO_8859_1));
      }
      line.write(c);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    assertTrue(text.endsWith("\r"), "a line without CR: " + text);
    return text.substring(0, text.length() - 1);
  }

  /** The lines of a multi-line answer to the command, after the first. */
  List<String> lines(String command) throws IOException {
    ok(command);
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.equals("."); line = line()) {
      lines.add(line.startsWith(".") ? line.substring(1) : line);
    }
    return lines;
  }

  /** The message that a multi-line answer brings, for a client that ends lines at CRLF alone. */
  byte[] message(String command) throws IOException {
    ok(command);
    return Decoder.strict(in);
  }

  boolean closed() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
