package org.postern.bench;

import java.io.IOException;
import java.util.Random;

/** Messages stored by APPEND, each client into a mailbox that is empty when a round begins. */
final class ImapAppend implements Workload {
  private static final int KINDS = 64;
  private static final int FIRST_USER = 61;
  private static final String MAILBOX = "bench-append";

  private final byte[][] messages = new byte[KINDS][];

  ImapAppend(Corpus corpus, int size) {
    for (int i = 0; i < KINDS; i++) {
      messages[i] = corpus.message(i, size);
    }
  }

  @Override
  public void beforeRound(Server server, int clients) throws IOException {
    for (int i = 0; i < clients; i++) {
      try (Imap imap = Imap.login(server, FIRST_USER + i)) {
        if (imap.count(MAILBOX) >= 0) {
          imap.command("DELETE " + MAILBOX);
        }
        imap.command("CREATE " + MAILBOX);
      }
    }
  }

  @Override
  public Client client(Server server, int number) throws IOException {
    Random random = new Random(number);
    Imap imap = Imap.login(server, FIRST_USER + number);
    return new Client() {
      @Override
      public int once() throws IOException {
        imap.append(MAILBOX, messages[random.nextInt(KINDS)]);
        return 1;
      }

      @Override
      public void close() throws IOException {
        imap.close();
      }
    };
  }
}
