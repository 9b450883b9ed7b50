package org.postern.bench;

import java.io.IOException;

/** A session that fetches a whole maildrop, one RETR after the other, and deletes it or not. */
final class Pop3Retrieve implements Workload {
  private static final int FIRST_USER = 41;

  private final Corpus corpus;
  private final int messages;
  private final int size;
  private final boolean delete;

  Pop3Retrieve(Corpus corpus, int messages, int size, boolean delete) {
    this.corpus = corpus;
    this.messages = messages;
    this.size = size;
    this.delete = delete;
  }

  @Override
  public void beforeRound(Server server, int clients) throws IOException {
    for (int i = 0; i < clients; i++) {
      fill(server, FIRST_USER + i);
    }
  }

  private void fill(Server server, int user) throws IOException {
    int missing;
    try (Wire wire = login(server, user)) {
      wire.pop3("STAT");
      missing = messages - Integer.parseInt(wire.line().split(" ")[1]);
      wire.pop3("QUIT");
    }
    if (missing > 0) {
      try (Deliver.Session lmtp = new Deliver.Session(server, Server.Service.LMTP)) {
        for (int i = 0; i < missing; i++) {
          lmtp.deliver(user, Deliver.stuffed(corpus.message(user * 10_000L + i, size)));
        }
      }
    }
  }

  static Wire login(Server server, int user) throws IOException {
    Wire wire = new Wire(server.port(Server.Service.POP3));
    wire.pop3("");
    wire.pop3("USER " + Server.user(user));
    wire.pop3("PASS " + Server.PASSWORD);
    return wire;
  }

  @Override
  public Client client(Server server, int number) {
    return new Fetcher(server, FIRST_USER + number);
  }

  private final class Fetcher implements Client {
    private final Server server;
    private final int user;
    private boolean emptied;

    Fetcher(Server server, int user) {
      this.server = server;
      this.user = user;
    }

    @Override
    public int once() throws IOException {
      if (emptied) {
        return 0;
      }
      try (Wire wire = login(server, user)) {
        wire.pop3("UIDL");
        int count = wire.skipLines();
        if (count < messages) {
          throw new IOException(Server.user(user) + " has " + count + " messages only");
        }
        for (int message = 1; message <= count; message++) {
          wire.pop3("RETR " + message);
          wire.skipLines();
        }
        if (delete) {
          for (int message = 1; message <= count; message++) {
            wire.pop3("DELE " + message);
          }
          emptied = true;
        }
        wire.pop3("QUIT");
        return count;
      }
    }
  }
}
