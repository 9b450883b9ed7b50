package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** An IMAP client that does what a test tells it. Text is ISO 8859-1, one char an octet. */
final class Client implements AutoCloseable {
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private int tags;
  private boolean utf8;

  Client(int port) throws IOException {
    over(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  void over(Socket next) throws IOException {
    socket = next;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
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

  /** The line must match a regular expression. */
  static void assertLine(String expected, String line) {
    assertTrue(line.matches(expected), line);
  }

  InputStream in() {
    return in;
  }

  /** Sends no more, and goes on reading. */
  void closeOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Goes on through other streams. */
  void wrap(UnaryOperator<InputStream> input, UnaryOperator<OutputStream> output) {
    in = new BufferedInputStream(input.apply(in));
    out = output.apply(out);
  }

  Client raw(byte[] octets) throws IOException {
    out.write(octets);
    out.flush();
    return this;
  }

  Client raw(String text) throws IOException {
    return raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Client utf8(String text) throws IOException {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a command under a new tag and gives the whole answer, the tagged line last. */
  List<String> run(String command) throws IOException {
    String tag = begin(command);
    return answer(tag);
  }

  /** Sends a command under a new tag. */
  String begin(String command) throws IOException {
    String tag = "a" + ++tags;
    raw(tag + " " + command + "\r\n");
    return tag;
  }

  /** The lines up to the tagged one, the tag taken off; a line goes on behind its literals. */
  List<String> answer(String tag) throws IOException {
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = response();
      if (line.startsWith(tag + " ")) {
        lines.add(line.substring(tag.length() + 1));
        return lines;
      }
      lines.add(line);
    }
  }

  /** The command must be completed with OK: the lines before that. */
  List<String> ok(String command) throws IOException {
    List<String> lines = run(command);
    assertTrue(lines.getLast().startsWith("OK "), command + ": " + lines);
    return lines.subList(0, lines.size() - 1);
  }

  /** The command must be completed with OK: the tagged line. */
  String done(String command) throws IOException {
    List<String> lines = run(command);
    assertTrue(lines.getLast().startsWith("OK "), command + ": " + lines);
    return lines.getLast();
  }

  /** The command must be answered with NO and this response code. */
  Client no(String command, String code) throws IOException {
    String line = run(command).getLast();
    assertTrue(
        line.startsWith(code.isEmpty() ? "NO " : "NO [" + code + "]"), command + ": " + line);
    return this;
  }

  Client bad(String command) throws IOException {
    String line = run(command).getLast();
    assertTrue(line.startsWith("BAD "), command + ": " + line);
    return this;
  }

  Client login() throws IOException {
    return login("anna");
  }

  Client login(String local) throws IOException {
    assertTrue(line().startsWith("* OK "));
    ok("LOGIN " + local + "@example.test secret");
    return this;
  }

  Client select(String mailbox) throws IOException {
    ok("SELECT " + mailbox);
    return this;
  }

  /** Stores a message by APPEND: the tagged line. */
  String append(String mailbox, String more, String message) throws IOException {
    byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
    String tag = begin("APPEND " + mailbox + " " + more + "{" + octets.length + "+}");
    raw(octets).raw("\r\n");
    String line = answer(tag).getLast();
    assertTrue(line.startsWith("OK "), line);
    return line;
  }

  /** A line with the literals in it, {@code {3}CRLFabc}, as the formal syntax has it. */
  String response() throws IOException {
    StringBuilder whole = new StringBuilder(line());
    while (whole.toString().matches("(?s).*\\{\\d+}")) {
      int open = whole.lastIndexOf("{");
      int octets = Integer.parseInt(whole.substring(open + 1, whole.length() - 1));
      byte[] literal = in.readNBytes(octets);
      whole.append("\r\n").append(new String(literal, StandardCharsets.ISO_8859_1));
      whole.append(line());
    }
    String text = whole.toString();
    utf8 |= text.startsWith("* ENABLED ") && text.matches(".*(IMAP4rev2|UTF8=ACCEPT).*");
    ResponseSyntax.check(text, utf8);
    return text;
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

  boolean closed() throws IOException {
    try {
      return in.read() < 0;
    } catch (EOFException e) {
      // So an inflater says that the stream ends without its own end (RFC 4978 has none).
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
