package org.postern.net.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.postern.net.Connection;
import org.postern.net.DrainException;
import org.postern.net.Endpoint;
import org.postern.net.Input;
import org.postern.net.Protocol;

/** A protocol for tests: greets, answers each line, and knows a few commands. */
record Echo(List<Endpoint> endpoints) implements Protocol {
  static final int LIMIT = 100;

  Echo() {
    this(
        List.of(
            new Endpoint("echo", 7, Endpoint.Security.STARTTLS),
            new Endpoint("echos", 8, Endpoint.Security.IMPLICIT)));
  }

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String refusal(String reason) {
    return "NO " + reason;
  }

  @Override
  public void serve(Connection connection) throws IOException {
    connection.out().line("HELLO");
    connection.out().flush();
    try {
      boolean open = true;
      while (open) {
        Input.Line line = connection.in().readLine(LIMIT);
        open = answer(connection, line);
        if (connection.in().available() == 0) {
          connection.out().flush();
        }
      }
    } catch (DrainException e) {
      connection.out().line("BYE " + e.getMessage());
    } catch (java.net.SocketTimeoutException e) {
      connection.out().line("TIMEOUT");
    }
  }

  private boolean answer(Connection connection, Input.Line line) throws IOException {
    String text = line.latin1();
    String verb = text.split(" ", 2)[0];
    connection.command(verb);
    if (text.indexOf('\r') >= 0) {
      connection.out().line("CR");
      return true;
    }
    switch (verb) {
      case "QUIT" -> {
        connection.out().line("BYE");
        return false;
      }
      case "STARTTLS" -> {
        connection.out().line("GO");
        connection.out().flush();
        connection.startTls();
      }
      case "TAKE" -> {
        byte[] data = connection.in().readNBytes(Integer.parseInt(text.substring(5)));
        connection.out().line("TOOK " + data.length);
      }
      case "TIMEOUT" ->
          connection.idleTimeout(Duration.ofMillis(Long.parseLong(text.substring(8))));
      case "GIVE" -> {
        byte[] chunk = new byte[64 * 1024];
        for (long left = Long.parseLong(text.substring(5)); left > 0; left -= chunk.length) {
          connection.out().write(chunk, 0, (int) Math.min(left, chunk.length));
        }
      }
      case "FILE" -> {
        String[] words = text.split(" ");
        try (FileChannel file = FileChannel.open(Path.of(words[1]))) {
          connection.out().line("FROM FILE");
          connection.out().transfer(file, Long.parseLong(words[2]), Long.parseLong(words[3]));
          connection.out().line("END");
        }
      }
      case "FAIL" -> throw new IllegalStateException("asked to fail");
      case "TLS" ->
          connection.out().line(connection.tls().map(Connection.Tls::protocol).orElse("none"));
      case "PLAIN" -> connection.out().line(connection.loginAllowed() ? "YES" : "NO");
      case "FROM" -> connection.out().line(connection.remote().getAddress().getHostAddress());
      default ->
          connection
              .out()
              .line((line.overlong() ? "LONG " : "") + (line.crlf() ? "" : "LF ") + text);
    }
    return true;
  }
}
