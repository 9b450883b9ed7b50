package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same mail read by POP3 and by IMAP the way clients do, on one server: what crosses the wire,
 * how long a connection is open, how soon new mail is there and what stays on the server.
 */
final class Protocols {
  private static final int MESSAGES = 200;
  private static final int ARRIVALS = 6;

  /** People open about every fifth message. */
  private static final int OPENED = 5;

  private static final int FIRST_USER = 31;

  private final Corpus corpus;
  private final int size;
  private final Duration interval;

  Protocols(Corpus corpus, int size, Duration interval) {
    this.corpus = corpus;
    this.size = size;
    this.interval = interval;
  }

  /** One way to read mail. */
  enum Way {
    POP3_DELETE("POP3, downloads and deletes"),
    POP3_LEAVE("POP3, leaves mail on the server"),
    IMAP("IMAP, bodies on demand, IDLE");

    private final String title;

    Way(String title) {
      this.title = title;
    }
  }

  Measurement measure(Row.Protocols row, List<Server> servers)
      throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d messages of %d octets at first, %d more, one every %.1f s, in the middle between"
                + " two polls of POP3",
            MESSAGES,
            size,
            ARRIVALS,
            interval.toMillis() / 1000.0));
    lines.add(
        String.format(
            "%-32s %12s %12s %12s %12s %10s  %s",
            "",
            "first, KiB",
            "later, KiB",
            "sessions",
            "connected",
            "heard of",
            "afterwards on the server"));
    String summary = "";
    for (Server server : servers) {
      lines.add(server.name());
      List<Usage> usages = new ArrayList<>();
      for (Way way : Way.values()) {
        Usage usage = run(server, way);
        usages.add(usage);
        lines.add(usage.line(way));
      }
      if (summary.isEmpty()) {
        summary =
            String.format(
                Locale.ROOT,
                "%.0f : %.0f KiB",
                usages.getFirst().first / 1024.0,
                usages.getLast().first / 1024.0);
      }
    }
    return new Measurement.Report(row, summary, "-", true, lines);
  }

  private Usage run(Server server, Way way) throws IOException, InterruptedException {
    int user = FIRST_USER + way.ordinal();
    empty(server, user);
    try (Deliver.Session lmtp = new Deliver.Session(server, Server.Service.LMTP)) {
      for (int i = 0; i < MESSAGES; i++) {
        lmtp.deliver(user, Deliver.stuffed(corpus.message(i, size)));
      }
      Usage usage = new Usage();
      if (way == Way.IMAP) {
        imap(server, user, lmtp, usage);
      } else {
        pop3(server, user, way == Way.POP3_DELETE, lmtp, usage);
      }
      usage.left = left(server, user);
      return usage;
    }
  }

  private static void empty(Server server, int user) throws IOException {
    try (Imap imap = Imap.login(server, user)) {
      if (imap.select("INBOX") > 0) {
        imap.command("STORE 1:* +FLAGS.SILENT (\\Deleted)");
        imap.command("EXPUNGE");
      }
    }
  }

  /** What another device of the same person finds. */
  private static String left(Server server, int user) throws IOException {
    try (Imap imap = Imap.login(server, user)) {
      String[] status = {""};
      imap.command(
          "STATUS INBOX (MESSAGES UNSEEN)",
          line ->
              status[0] =
                  line.replaceAll(".*MESSAGES (\\d+).*", "$1 messages")
                      + line.replaceAll(".*UNSEEN (\\d+).*", ", $1 unread"));
      return status[0];
    }
  }

  private byte[] arrival(int number) {
    return Deliver.stuffed(corpus.message(MESSAGES + number, size));
  }

  /** Polls, and the mail comes when half of the time between two polls is over. */
  private void pop3(Server server, int user, boolean delete, Deliver.Session lmtp, Usage usage)
      throws IOException, InterruptedException {
    int known = pop3Session(server, user, delete, 0, usage);
    usage.first = usage.octets;
    for (int i = 0; i < ARRIVALS; i++) {
      Thread.sleep(interval.dividedBy(2));
      lmtp.deliver(user, arrival(i));
      long delivered = System.nanoTime();
      Thread.sleep(interval.dividedBy(2));
      known = pop3Session(server, user, delete, known, usage);
      usage.heard.add(System.nanoTime() - delivered);
    }
  }

  /** Fetches what is new, and returns how many messages the client knows that are there. */
  private static int pop3Session(Server server, int user, boolean delete, int known, Usage usage)
      throws IOException {
    long begin = System.nanoTime();
    try (Wire wire = Pop3Retrieve.login(server, user)) {
      wire.pop3("UIDL");
      int count = wire.skipLines();
      for (int message = known + 1; message <= count; message++) {
        wire.pop3("RETR " + message);
        wire.skipLines();
        if (delete) {
          wire.pop3("DELE " + message);
        }
      }
      wire.pop3("QUIT");
      usage.add(wire, begin);
      return delete ? 0 : count;
    }
  }

  /** Lists the envelopes, opens some messages, and waits connected for more. */
  private void imap(Server server, int user, Deliver.Session lmtp, Usage usage)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (Imap imap = Imap.login(server, user)) {
      int known = imap.select("INBOX");
      list(imap, "1:*");
      for (int message = 1; message <= known; message += OPENED) {
        read(imap, message);
      }
      usage.first = imap.wire().received() + imap.wire().sent();
      for (int i = 0; i < ARRIVALS; i++) {
        String idle = imap.idle();
        Thread.sleep(interval);
        lmtp.deliver(user, arrival(i));
        long delivered = System.nanoTime();
        do {
          imap.wire().readLine();
        } while (!imap.wire().line().endsWith(" EXISTS"));
        usage.heard.add(System.nanoTime() - delivered);
        imap.wire().write("DONE\r\n");
        imap.answer(idle, line -> {});
        known++;
        list(imap, Integer.toString(known));
        if (i % OPENED == 0) {
          read(imap, known);
        }
      }
      imap.command("LOGOUT");
      usage.add(imap.wire(), begin);
    }
  }

  private static void list(Imap imap, String messages) throws IOException {
    imap.command("FETCH " + messages + " (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)");
  }

  private static void read(Imap imap, int message) throws IOException {
    imap.command("FETCH " + message + " (BODYSTRUCTURE BODY[])");
  }

  /** What one way used. */
  private static final class Usage {
    private final List<Long> heard = new ArrayList<>();
    private long first;
    private long octets;
    private int sessions;
    private double seconds;
    private String left = "";

    void add(Wire wire, long begin) {
      octets += wire.received() + wire.sent();
      sessions++;
      seconds += (System.nanoTime() - begin) / 1e9;
    }

    String line(Way way) {
      return String.format(
          Locale.ROOT,
          "  %-30s %12.1f %12.1f %12d %10.2f s %7.0f ms  %s",
          way.title,
          first / 1024.0,
          (octets - first) / 1024.0,
          sessions,
          seconds,
          heard.stream().sorted().toList().get(heard.size() / 2) / 1e6,
          left);
    }
  }
}
