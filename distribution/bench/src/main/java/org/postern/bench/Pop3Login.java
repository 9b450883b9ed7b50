package org.postern.bench;

import java.io.IOException;
import java.util.Random;

/** Connect, USER, PASS, QUIT; each time as another account. */
final class Pop3Login implements Workload {
  private static final int FIRST = 1;
  private static final int LAST = 40;

  private final int clients;

  /**
   * @param clients how many there will be, 1..40
   */
  Pop3Login(int clients) {
    this.clients = clients;
  }

  /** Everybody logs in once: hashing a password for the first time is no part of the measure. */
  @Override
  public void prepare(Server server) throws IOException {
    for (int user = FIRST; user <= LAST; user++) {
      login(server, user);
    }
  }

  @Override
  public Client client(Server server, int number) {
    Random random = new Random(number);
    // Clients keep to accounts of their own, since a maildrop has one session at a time.
    return () -> {
      int each = (LAST - FIRST + 1) / clients;
      login(server, FIRST + number * each + random.nextInt(each));
      return 1;
    };
  }

  private static void login(Server server, int user) throws IOException {
    try (Wire wire = new Wire(server.port(Server.Service.POP3), 1024)) {
      wire.pop3("");
      wire.pop3("USER " + Server.user(user));
      wire.pop3("PASS " + Server.PASSWORD);
      wire.pop3("QUIT");
    }
  }
}
