package org.postern.bench;

import java.io.IOException;
import java.util.Random;

/** Connect, LOGIN, LOGOUT; each time as another account. */
final class ImapLogin implements Workload {
  private static final int LAST = 40;

  /** Everybody logs in once: hashing a password for the first time is no part of the measure. */
  @Override
  public void prepare(Server server) throws IOException {
    for (int user = 1; user <= LAST; user++) {
      session(server, user);
    }
  }

  @Override
  public Client client(Server server, int number) {
    Random random = new Random(number);
    return () -> {
      session(server, 1 + random.nextInt(LAST));
      return 1;
    };
  }

  private static void session(Server server, int user) throws IOException {
    try (Imap imap = Imap.login(new Wire(server.port(Server.Service.IMAP), 1024), user)) {
      imap.command("LOGOUT");
    }
  }
}
