package org.postern.bench;

import java.io.IOException;
import java.util.Random;

/** What clients do to a big mailbox that they have selected, again and again. */
record ImapRead(BigMailbox mailbox, What what) implements Workload {
  static final String LIST = "FETCH 1:* (UID FLAGS ENVELOPE RFC822.SIZE BODYSTRUCTURE)";

  private static final int FIRST_USER = 51;
  private static final int CLIENTS = 2;
  private static final int PAGE = 50;
  private static final int STORED = 100;

  /** Ranks of words that few messages have. */
  private static final int RARE = 1500;

  private static final int RARE_WORDS = 3000;

  /** What a client does. */
  enum What {
    FLAGS,
    ENVELOPES,
    PAGE,
    BODY,
    STORE,
    SUBJECT,
    TEXT
  }

  @Override
  public void prepare(Server server) throws IOException, InterruptedException {
    for (int i = 0; i < CLIENTS; i++) {
      mailbox.fill(server, FIRST_USER + i);
    }
  }

  @Override
  public Client client(Server server, int number) throws IOException {
    return new Reader(mailbox.open(server, FIRST_USER + number), new Random(number));
  }

  private final class Reader implements Client {
    private final Imap imap;
    private final Random random;
    private int stored;

    Reader(Imap imap, Random random) {
      this.imap = imap;
      this.random = random;
    }

    @Override
    public int once() throws IOException {
      int all = mailbox.messages();
      switch (what) {
        case FLAGS -> {
          imap.command("SELECT " + mailbox.name());
          fetch("FETCH 1:* (UID FLAGS)", all);
        }
        case ENVELOPES -> fetch(LIST, all);
        case PAGE -> {
          int from = 1 + random.nextInt(all - PAGE);
          fetch(
              "FETCH "
                  + from
                  + ":"
                  + (from + PAGE - 1)
                  + " (UID FLAGS ENVELOPE INTERNALDATE RFC822.SIZE"
                  + " BODY.PEEK[HEADER.FIELDS (REFERENCES LIST-ID X-PRIORITY)])",
              PAGE);
        }
        case BODY -> fetch("FETCH " + (1 + random.nextInt(all)) + " (UID BODY.PEEK[])", 1);
        case STORE -> store(all);
        case SUBJECT -> search("SUBJECT");
        case TEXT -> search("TEXT");
      }
      return 1;
    }

    private void fetch(String command, int messages) throws IOException {
      int responses = imap.command(command);
      if (responses < messages) {
        throw new IOException("only " + responses + " responses to " + command);
      }
    }

    /** Sets the flag on some messages, and takes it from them the next time. */
    private void store(int all) throws IOException {
      boolean set = stored == 0;
      if (set) {
        stored = 1 + random.nextInt(all - STORED);
      }
      imap.command(
          "STORE " + stored + ":" + (stored + STORED - 1) + (set ? " +" : " -") + "FLAGS (\\Seen)");
      stored = set ? stored : 0;
    }

    private void search(String key) throws IOException {
      String word = mailbox.corpus().word(RARE + random.nextInt(RARE_WORDS));
      if (imap.command("UID SEARCH " + key + " " + word) == 0) {
        throw new IOException("no answer to SEARCH " + key);
      }
    }

    @Override
    public void close() throws IOException {
      imap.close();
    }
  }
}
