package org.postern.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** How soon a license opens IMAP and its removal closes it, and what the gate costs a command. */
final class License {
  private static final int TOGGLES = 15;
  private static final int COMMANDS = 100_000;
  private static final int PIPELINED = 100;
  private static final int USER = 50;
  private static final long POLL_NANOS = 2_000_000;

  /** Of the JDK, so that it counts whoever verifies: the gate, or the license's own component. */
  private static final String VERIFY = "java.security.Signature::verify";

  private final Corpus corpus = new Corpus();
  private final Postern postern;
  private final Duration round;
  private final int rounds;

  License(Postern postern, Duration round, int rounds) {
    this.postern = postern;
    this.round = round;
    this.rounds = rounds;
  }

  Measurement measure(Row.License row, Path folder) throws IOException, InterruptedException {
    List<Double> cold = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      postern.removeLicense();
      postern.stop();
      postern.start();
      postern.awaitLicensing();
      cold.add(open());
    }
    List<Double> warm = new ArrayList<>();
    Closing closing = new Closing();
    for (int i = 0; i < TOGGLES; i++) {
      closing.measure();
      warm.add(open());
    }
    // Not before the times are taken: the count makes each verification slower.
    long verified = verifications(folder);
    List<String> details = new ArrayList<>();
    details.add(times("PUT until greeting, first after a start", cold));
    details.add(times("PUT until greeting, again", warm));
    details.add(times("DELETE until BYE in a session in IDLE", closing.bye));
    details.add(times("DELETE until that session is closed", closing.closed));
    details.add(times("DELETE until the port refuses", closing.refused));
    details.add(times("DELETE until its answer", closing.answered));
    details.add(
        String.format(Locale.ROOT, "verifications for %,d IMAP commands: %d", COMMANDS, verified));
    details.addAll(rates());
    double opened = Math.max(median(cold), median(warm));
    return new Measurement.Report(
        row,
        String.format(Locale.ROOT, "%.0f ms, %d verified", opened, verified),
        "< 1000 ms, 0",
        opened < 1000 && verified == 0,
        details);
  }

  private double open() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    postern.installLicense();
    Imap greeted = new Imap(postern);
    double millis = millisSince(begin);
    greeted.close();
    return millis;
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  /** What a session in IDLE and the port do once the license is taken away. */
  private final class Closing {
    private final List<Double> bye = new ArrayList<>();
    private final List<Double> closed = new ArrayList<>();
    private final List<Double> refused = new ArrayList<>();
    private final List<Double> answered = new ArrayList<>();

    void measure() throws IOException, InterruptedException {
      try (Imap session = Imap.login(postern, USER)) {
        session.select("INBOX");
        session.idle();
        long begin = System.nanoTime();
        CompletableFuture<Double> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> remove(begin, answer));
        CompletableFuture<Double> refusal = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> refusal.complete(untilRefused(begin)));
        do {
          session.wire().readLine();
        } while (!session.wire().line().startsWith("* BYE"));
        bye.add(millisSince(begin));
        readToEnd(session.wire());
        closed.add(millisSince(begin));
        refused.add(refusal.join());
        answered.add(answer.join());
      }
    }

    private void remove(long begin, CompletableFuture<Double> answer) {
      try {
        postern.removeLicense();
        answer.complete(millisSince(begin));
      } catch (IOException e) {
        answer.completeExceptionally(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer.completeExceptionally(e);
      }
    }

    private double untilRefused(long begin) {
      while (Commands.listens(postern.port(Server.Service.IMAP))) {
        LockSupport.parkNanos(POLL_NANOS); // so as not to keep the server busy
      }
      return millisSince(begin);
    }

    private void readToEnd(Wire wire) throws IOException {
      try {
        while (true) {
          wire.readLine();
        }
      } catch (EOFException | SocketException e) {
        // This is the end.
      }
    }
  }

  /** Counts signature verifications of the whole process while clients work. */
  private long verifications(Path folder) throws IOException, InterruptedException {
    InvocationCount count = InvocationCount.begin(postern.pid(), VERIFY, folder);
    try {
      // What the license's own coming verifies has to show, or a count of 0 would mean nothing.
      long before = count.read();
      postern.removeLicense();
      postern.installLicense();
      long after = count.read();
      if (after <= before) {
        throw new IOException("the JDK has not counted the verifications of an installation");
      }
      work();
      return count.read() - after;
    } finally {
      count.end();
    }
  }

  private void work() throws IOException {
    try (Imap imap = Imap.login(postern, USER)) {
      imap.append("INBOX", corpus.message(1, 4096)); // a sequence number has to be there
      imap.select("INBOX");
      for (int i = 0; i < COMMANDS; i += PIPELINED) {
        pipelined(imap, i % (2 * PIPELINED) == 0 ? "NOOP" : "FETCH 1 (UID FLAGS)");
      }
    }
  }

  private static void pipelined(Imap imap, String command) throws IOException {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < PIPELINED; i++) {
      tags.add(imap.send(command));
    }
    for (String tag : tags) {
      imap.answer(tag, line -> {});
    }
  }

  /** The gated IMAP beside POP3, which is not gated, on the same connections and threads. */
  private List<String> rates() throws IOException, InterruptedException {
    List<Result> imap = new ArrayList<>();
    List<Result> pop3 = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      Result gated = new Round(new Noop(true), 2).run(postern, round);
      Result open = new Round(new Noop(false), 2).run(postern, round);
      if (i > 0) { // the first one warms up
        imap.add(gated);
        pop3.add(open);
      }
    }
    return List.of(
        String.format(
            Locale.ROOT,
            "NOOP, 2 clients: IMAP (gated) %,.0f/s, POP3 (without a gate) %,.0f/s",
            Result.median(imap).rate(),
            Result.median(pop3).rate()));
  }

  /** The command that does nothing. */
  private record Noop(boolean gated) implements Workload {
    @Override
    public Client client(Server server, int number) throws IOException {
      if (gated) {
        Imap imap = Imap.login(server, USER - number);
        return new Connected(imap.wire(), () -> imap.command("NOOP"));
      }
      Wire wire = Pop3Retrieve.login(server, USER - number);
      return new Connected(wire, () -> wire.pop3("NOOP"));
    }
  }

  private record Connected(Wire wire, Step step) implements Workload.Client {
    interface Step {
      void run() throws IOException;
    }

    @Override
    public int once() throws IOException {
      step.run();
      return 1;
    }

    @Override
    public void close() throws IOException {
      wire.close();
    }
  }

  private static double median(List<Double> figures) {
    return figures.stream().sorted().toList().get(figures.size() / 2);
  }

  private static String times(String what, List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%s: median %.1f ms, %.1f to %.1f, %d times",
        what,
        median(millis),
        sorted.getFirst(),
        sorted.getLast(),
        sorted.size());
  }
}
