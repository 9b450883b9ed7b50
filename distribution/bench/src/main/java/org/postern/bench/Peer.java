package org.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server that {@code peers/peers.sh} sets up. */
enum Peer {
  DOVECOT_MAILDIR("dovecot-maildir", 12110, -1, 12024, 12143),
  DOVECOT_SDBOX("dovecot-sdbox", 13110, -1, 13024, 13143),
  DOVECOT_HP("dovecot-hp", 19110, -1, 19024, 19143),
  POSTFIX("postfix", -1, 17025, -1, -1);

  private static final Duration DRAIN = Duration.ofSeconds(120);

  private final String id;
  private final int pop3;
  private final int smtp;
  private final int lmtp;
  private final int imap;

  Peer(String id, int pop3, int smtp, int lmtp, int imap) {
    this.id = id;
    this.pop3 = pop3;
    this.smtp = smtp;
    this.lmtp = lmtp;
    this.imap = imap;
  }

  String id() {
    return id;
  }

  static Optional<Peer> named(String id) {
    return List.of(values()).stream().filter(peer -> peer.id.equals(id)).findFirst();
  }

  /** The peer as a server, with its set-up in a folder. */
  Server server(Path scripts, Path folder) {
    return new Running(this, scripts, folder);
  }

  private record Running(Peer peer, Path scripts, Path folder) implements Server {
    private String ask(String verb) throws IOException, InterruptedException {
      return Commands.run(
              List.of(scripts.resolve("peers.sh").toString(), verb, peer.id),
              Map.of("PEERS", folder.toString()))
          .strip();
    }

    @Override
    public String name() {
      return peer.id;
    }

    @Override
    public void start() throws IOException, InterruptedException {
      ask("start");
      for (Service service : Service.values()) {
        if (port(service) > 0) {
          Commands.awaitPort(port(service), Duration.ofSeconds(20));
        }
      }
    }

    @Override
    public void stop() throws IOException, InterruptedException {
      ask("stop");
    }

    @Override
    public long pid() throws IOException, InterruptedException {
      return Long.parseLong(ask("pid"));
    }

    @Override
    public int port(Service service) {
      return switch (service) {
        case POP3 -> peer.pop3;
        case SMTP -> peer.smtp;
        case LMTP -> peer.lmtp;
        case IMAP -> peer.imap;
      };
    }

    @Override
    public void settle() throws IOException, InterruptedException {
      if (peer == POSTFIX) {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (!ask("queue").equals("0")) {
          if (System.nanoTime() > deadline) {
            throw new IOException("Postfix has not passed its queue on after " + DRAIN);
          }
          Thread.sleep(Duration.ofMillis(200));
        }
      }
    }
  }
}
