package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * What a client says and has to hear, played against the server. A line is one of these:
 *
 * <pre>
 * # Words for the reader.
 * @ name    Goes on with this connection, which is opened when it is new: its greeting comes next.
 * C: text   The client sends this line.
 * L: text   One line of the literal that the C: line before announces by {L} or {L+}.
 * S: text   The next response, literals in it and all.
 * U: text   A response that comes before the next S: line, in whatever order and among others.
 * M: name   A message of this name arrives by SMTP.
 * T:        TLS begins here.  Z: Compression begins here.  X: The server has closed it.
 * </pre>
 *
 * In S: and U: lines {@code ...} is any text, and {@code ${name}} a number: that of its first
 * mention, which C: lines can name too.
 */
final class Transcript {
  private static final Pattern PLACE = Pattern.compile("\\.\\.\\.|\\$\\{(\\w+)}");

  private final TestServer server;
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final Map<String, String> numbers = new HashMap<>();
  private Client client;

  Transcript(TestServer server) {
    this.server = server;
  }

  void play(Path file) throws Exception {
    List<String> lines = Files.readAllLines(file);
    try {
      for (int at = 0; at < lines.size(); at++) {
        String where = file.getFileName() + ":" + (at + 1) + ": ";
        String line = lines.get(at);
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (line.startsWith("@ ")) {
          turnTo(line.substring(2));
          continue;
        }
        String text = line.length() > 3 ? line.substring(3) : "";
        switch (line.substring(0, 2)) {
          case "C:" -> at = send(lines, at, text);
          case "S:" -> match(where, text, client.response());
          case "U:" -> at = unordered(lines, at, where);
          case "M:" -> server.with(message(text));
          case "T:" -> client.secure();
          case "Z:" -> compress();
          case "X:" -> assertTrue(client.closed(), where + "not closed");
          default -> fail(where + line);
        }
      }
    } finally {
      for (Client open : clients.values()) {
        open.close();
      }
    }
  }

  private void turnTo(String name) throws IOException {
    client = clients.get(name);
    if (client == null) {
      client = server.connect();
      clients.put(name, client);
    }
  }

  private void compress() {
    client.wrap(
        in -> new InflaterInputStream(in, new Inflater(true), 512),
        out ->
            new DeflaterOutputStream(
                out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), 512, true));
  }

  /** Sends a command with its literal, whose last line it answers. */
  private int send(List<String> lines, int from, String text) throws IOException {
    String command = text;
    for (Map.Entry<String, String> number : numbers.entrySet()) {
      command = command.replace("${" + number.getKey() + "}", number.getValue());
    }
    int at = from;
    StringBuilder literal = new StringBuilder();
    while (at + 1 < lines.size() && lines.get(at + 1).startsWith("L:")) {
      String line = lines.get(++at);
      literal.append(line.length() > 3 ? line.substring(3) : "").append("\r\n");
    }
    byte[] octets = literal.toString().getBytes(StandardCharsets.UTF_8);
    boolean waits = command.endsWith("{L}");
    client.utf8(command.replaceFirst("\\{L(\\+?)}$", "{" + octets.length + "$1}") + "\r\n");
    if (waits) {
      assertTrue(client.line().startsWith("+ "), command);
    }
    if (octets.length > 0) {
      client.raw(octets).raw("\r\n");
    }
    return at;
  }

  /** Reads on until the next S: line is matched, of which it answers the index. */
  private int unordered(List<String> lines, int from, String where) throws IOException {
    List<String> wanted = new ArrayList<>();
    int at = from;
    while (lines.get(at).startsWith("U:")) {
      wanted.add(lines.get(at++).substring(3));
    }
    assertEquals("S:", lines.get(at).substring(0, 2), where + "S: follows U:");
    String end = lines.get(at).substring(3);
    List<String> heard = new ArrayList<>();
    for (String response = client.response(); !matches(end, response); ) {
      heard.add(response);
      // A tagged response ends the command: what was not said until then is not said.
      if (!response.startsWith("* ") && !response.startsWith("+ ")) {
        fail(where + "expected " + end + " but heard " + heard);
      }
      response = client.response();
    }
    for (String want : wanted) {
      assertTrue(
          heard.removeIf(response -> matches(want, response)), where + want + " not in " + heard);
    }
    return at;
  }

  private void match(String where, String expected, String heard) {
    if (!matches(expected, heard)) {
      fail(where + "expected " + expected + " but heard " + heard);
    }
  }

  private boolean matches(String expected, String heard) {
    StringBuilder regex = new StringBuilder();
    List<String> fresh = new ArrayList<>();
    Matcher place = PLACE.matcher(expected);
    int at = 0;
    while (place.find()) {
      regex.append(Pattern.quote(expected.substring(at, place.start())));
      at = place.end();
      String name = place.group(1);
      if (name == null) {
        regex.append("(?:.*)");
      } else if (numbers.containsKey(name)) {
        regex.append(numbers.get(name));
      } else {
        fresh.add(name);
        regex.append("(\\d+)");
      }
    }
    regex.append(Pattern.quote(expected.substring(at)));
    Matcher matcher = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(heard);
    if (!matcher.matches()) {
      return false;
    }
    for (int i = 0; i < fresh.size(); i++) {
      numbers.put(fresh.get(i), matcher.group(i + 1));
    }
    return true;
  }

  private static String message(String name) {
    String headers =
        "From: Bob <bob@remote.example>\r\nTo: Anna <anna@example.test>\r\nSubject: "
            + name
            + "\r\nDate: Tue, 4 Aug 2026 10:00:00 +0200\r\nMessage-ID: <"
            + name
            + "@remote.example>\r\nMIME-Version: 1.0\r\n";
    return switch (name) {
      case "holiday" ->
          headers
              + """
              Content-Type: multipart/mixed; boundary=m

              --m
              Content-Type: multipart/alternative; boundary=a

              --a
              Content-Type: text/plain; charset=utf-8

              plain text
              --a
              Content-Type: text/html; charset=utf-8

              <p>html text</p>
              --a--
              --m
              Content-Type: image/png; name="sea.png"
              Content-Disposition: attachment; filename="sea.png"
              Content-Transfer-Encoding: base64

              aGVsbG8sIHNlYQ==
              --m--
              """
                  .replace("\n", "\r\n");
      default ->
          headers + "Content-Type: text/plain; charset=us-ascii\r\n\r\nhello from " + name + "\r\n";
    };
  }
}
