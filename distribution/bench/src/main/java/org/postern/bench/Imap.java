package org.postern.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** An IMAP client's connection: one command after the other (RFC 9051). For one thread. */
final class Imap implements AutoCloseable {
  private final Wire wire;
  private int tags;

  /** Connects and reads the greeting. */
  Imap(Server server) throws IOException {
    this(new Wire(server.port(Server.Service.IMAP)));
  }

  Imap(Wire wire) throws IOException {
    this.wire = wire;
    wire.readLine();
    if (!wire.line().startsWith("* OK")) {
      throw new IOException("greeting: " + wire.line());
    }
  }

  static Imap login(Server server, int user) throws IOException {
    return login(new Wire(server.port(Server.Service.IMAP)), user);
  }

  static Imap login(Wire wire, int user) throws IOException {
    Imap imap = new Imap(wire);
    imap.command("LOGIN " + Server.user(user) + " " + Server.PASSWORD);
    return imap;
  }

  Wire wire() {
    return wire;
  }

  /**
   * Sends a command and waits for its end.
   *
   * @return how many untagged responses came
   * @throws IOException also when the answer is NO or BAD
   */
  int command(String command) throws IOException {
    return command(command, line -> {});
  }

  /**
   * @param untagged takes each untagged response, to its first literal
   */
  int command(String command, Consumer<String> untagged) throws IOException {
    String tag = send(command);
    return answer(tag, untagged);
  }

  /** Sends a command without waiting, and returns its tag. */
  String send(String command) throws IOException {
    String tag = "t" + ++tags;
    wire.write(tag + " " + command + "\r\n");
    return tag;
  }

  /** Sends a message with a non-synchronizing literal (RFC 7888), and returns the tag. */
  String sendAppend(String mailbox, byte[] message) throws IOException {
    String tag = "t" + ++tags;
    String line = tag + " APPEND " + mailbox + " {" + message.length + "+}\r\n";
    byte[] command = line.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[command.length + message.length + 2];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(message, 0, all, command.length, message.length);
    all[all.length - 2] = '\r';
    all[all.length - 1] = '\n';
    wire.write(all);
    return tag;
  }

  void append(String mailbox, byte[] message) throws IOException {
    answer(sendAppend(mailbox, message), line -> {});
  }

  /** Reads to the end of the command with this tag. */
  int answer(String tag, Consumer<String> untagged) throws IOException {
    byte[] end = (tag + " ").getBytes(StandardCharsets.US_ASCII);
    int responses = 0;
    boolean continues = false;
    while (true) {
      wire.readLine();
      int literal = wire.literal();
      if (!continues) {
        if (wire.startsWith(end)) {
          if (!wire.line().startsWith(tag + " OK")) {
            throw new IOException(wire.line());
          }
          return responses;
        }
        responses++;
        untagged.accept(wire.line());
      }
      continues = literal >= 0;
      if (continues) {
        wire.skip(literal);
      }
    }
  }

  /** How many messages a mailbox has, or -1 when there is no such one. */
  int count(String mailbox) throws IOException {
    int[] count = {-1};
    try {
      command(
          "STATUS " + mailbox + " (MESSAGES)",
          line -> {
            int at = line.indexOf("MESSAGES ");
            if (at > 0) {
              count[0] = Integer.parseInt(line.substring(at + 9).replaceAll("\\D.*", ""));
            }
          });
    } catch (IOException e) {
      if (!wire.line().contains(" NO ")) {
        throw e;
      }
    }
    return count[0];
  }

  /** Goes to a mailbox. */
  int select(String mailbox) throws IOException {
    int[] count = {0};
    command(
        "SELECT " + mailbox,
        line -> {
          if (line.endsWith(" EXISTS")) {
            count[0] = Integer.parseInt(line.substring(2, line.length() - 7));
          }
        });
    return count[0];
  }

  /** Begins to wait for news (RFC 9051 section 6.3.13), and returns the tag. */
  String idle() throws IOException {
    String tag = send("IDLE");
    do {
      wire.readLine();
    } while (wire.first() != '+');
    return tag;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
