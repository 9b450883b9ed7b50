package org.postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What commands cost as a mailbox grows tenfold, and again: with the answer, or with it. */
final class Growth {
  private static final int USER = 54;
  private static final int SMALLEST = 1_000;
  private static final int OCTETS = 1_024;
  private static final int PAGE = 50;
  private static final int TIMES = 21;
  private static final int RARE = 4_000;
  private static final int REST_SECONDS = 1_800;
  private static final String NAME = "bench-growth";

  private final Corpus corpus;
  private final Server server;

  Growth(Corpus corpus, Server server) {
    this.corpus = corpus;
    this.server = server;
  }

  /** One of the commands that are timed. */
  @FunctionalInterface
  private interface Step {
    void run(int turn) throws IOException;
  }

  /**
   * @param most messages in the largest mailbox, which is approached by powers of ten
   */
  Measurement measure(Row.Growth row, long most) throws IOException, InterruptedException {
    Map<Long, Map<String, Double>> curve = new LinkedHashMap<>();
    BigMailbox smallest = mailbox(SMALLEST);
    smallest.delete(server, USER);
    for (long messages = SMALLEST; messages <= most; messages *= 10) {
      BigMailbox mailbox = mailbox((int) messages);
      mailbox.fill(server, USER);
      rest();
      curve.put(messages, commands(mailbox));
    }
    smallest.delete(server, USER);
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-10s".formatted("messages")
            + curve.values().iterator().next().keySet().stream()
                .map(name -> "%12s".formatted(name))
                .collect(Collectors.joining()));
    curve.forEach((messages, figures) -> lines.add(line(messages, figures)));
    Map<String, Double> largest = List.copyOf(curve.values()).getLast();
    double select = largest.get("SELECT");
    return new Measurement.Report(
        row,
        String.format(Locale.ROOT, "SELECT %.2f ms", select),
        "<= " + row.selectMillis() + " ms",
        select <= row.selectMillis(),
        lines);
  }

  private BigMailbox mailbox(int messages) {
    return new BigMailbox(corpus, NAME, messages, OCTETS);
  }

  private static String line(long messages, Map<String, Double> figures) {
    return "%-10d".formatted(messages)
        + figures.values().stream()
            .map(figure -> String.format(Locale.ROOT, "%12.2f", figure))
            .collect(Collectors.joining());
  }

  /** Waits until the server has done what it does later, such as indexing. */
  private void rest() throws IOException, InterruptedException {
    double before = Processes.cpuSeconds(server.pid());
    for (int i = 0; i < REST_SECONDS; i++) {
      TimeUnit.SECONDS.sleep(1);
      double now = Processes.cpuSeconds(server.pid());
      if (now - before < 0.1) {
        return;
      }
      before = now;
    }
    throw new IOException(server.name() + " does not come to rest");
  }

  /** Median milliseconds of each command, and the megabytes that the server has in the end. */
  private Map<String, Double> commands(BigMailbox mailbox)
      throws IOException, InterruptedException {
    Map<String, Double> figures = new LinkedHashMap<>();
    int all = mailbox.messages();
    String last = (all - PAGE + 1) + ":" + all;
    try (Imap imap = mailbox.open(server, USER)) {
      figures.put("SELECT", median(turn -> imap.command("SELECT " + NAME)));
      figures.put("flags of 50", median(turn -> imap.command("FETCH " + last + " (UID FLAGS)")));
      figures.put(
          "list of 50",
          median(
              turn ->
                  imap.command(
                      "FETCH " + last + " (UID FLAGS ENVELOPE RFC822.SIZE BODYSTRUCTURE)")));
      figures.put(
          "STORE",
          median(
              turn ->
                  imap.command("STORE " + all + (turn % 2 == 0 ? " +" : " -") + "FLAGS (\\Seen)")));
      figures.put("SUBJECT", median(turn -> imap.command(search("SUBJECT", turn))));
      figures.put("TEXT", median(turn -> imap.command(search("TEXT", turn))));
      // Each is taken away again, so that the next size is met.
      figures.put("APPEND", median(turn -> imap.append(NAME, corpus.message(all + turn, OCTETS))));
      List<Double> expunged = new ArrayList<>();
      for (int turn = 0; turn < TIMES; turn++) {
        imap.command("STORE * +FLAGS.SILENT (\\Deleted)");
        expunged.add(once(() -> imap.command("EXPUNGE")));
      }
      figures.put("EXPUNGE", median(expunged));
    }
    figures.put("MiB", Processes.memoryKib(server.pid()) / 1024.0);
    return figures;
  }

  private String search(String key, int turn) {
    return "UID SEARCH " + key + " " + corpus.word(RARE + turn);
  }

  private static double median(Step step) throws IOException {
    List<Double> times = new ArrayList<>();
    for (int turn = 0; turn < TIMES; turn++) {
      int now = turn;
      times.add(once(() -> step.run(now)));
    }
    return median(times);
  }

  private static double median(List<Double> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  /** A command. */
  @FunctionalInterface
  private interface Call {
    void run() throws IOException;
  }

  private static double once(Call call) throws IOException {
    long begin = System.nanoTime();
    call.run();
    return (System.nanoTime() - begin) / 1e6;
  }
}
