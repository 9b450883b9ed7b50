package org.postern.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line. */
@Command(
    name = "bench",
    sortOptions = false,
    description =
        "Measures Postern beside other mail servers on this machine, in alternating rounds, and"
            + " prints a table with medians, ratios and goals.",
    footer = {
      "",
      "Rows: pop3-login, pop3-retr, pop3-retr-dele, lmtp, smtp-1, smtp-8, smtp-64,",
      "imap-login, imap-append-1, imap-append-8, imap-append-64k, imap-flags,",
      "imap-envelopes, imap-first, imap-page, imap-body, imap-store, imap-subject,",
      "imap-text, imap-idle, license, protocols, start, start-full, connections,",
      "growth;",
      "imap: all that begin so. Without any: all but the last three.",
      "",
      "Examples (sudo distribution/bench/peers/peers.sh install brings the peers):",
      "  bench                                  the usual rows",
      "  bench pop3-retr lmtp --rounds 5        two of them, longer",
      "  bench smtp-8 --jfr --peers postfix     with a JFR recording of Postern",
      "  bench lmtp --peers none                Postern alone",
      "  bench imap --mailbox 2000              IMAP, on a smaller mailbox",
      "  bench license --peers none             what a license opens, and the gate's cost",
      "  bench protocols                        the same mail by POP3 and by IMAP",
      "  bench start-full --messages 1000000    fills a store first",
      "  bench growth --messages 1000000        1,000 to 1,000,000 in one mailbox",
      "",
      "Only ratios within one run count: the rounds of all servers alternate, so",
      "that noise of the machine meets all of them. Every server runs as it is",
      "shipped, its writes on disk at 250.",
      "Exit status: 0 all goals met, 1 one missed, 2 it could not be measured."
    })
public final class Bench implements Callable<Integer> {
  private static final Set<String> UNUSUAL = Set.of("start-full", "connections", "growth");

  @Parameters(paramLabel = "ROW", description = "What to measure.")
  private List<String> rows = new ArrayList<>();

  @Option(
      names = "--postern",
      paramLabel = "DIR",
      description = "The unpacked distribution. Default: the one that the build made.")
  private Optional<Path> postern = Optional.empty();

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Homes and peers live here. Default: target/run beside this program.")
  private Optional<Path> work = Optional.empty();

  @Option(
      names = "--port-base",
      defaultValue = "24000",
      description = "Postern's ports begin here (default ${DEFAULT-VALUE}).")
  private int portBase;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these of a row's peers: dovecot-maildir, dovecot-sdbox, dovecot-hp, postfix; or"
              + " none.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds a server (default ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "6",
      description = "Seconds a round (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      description = "Seconds of each workload before it counts (default ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--size",
      defaultValue = "4096",
      description = "Octets a message (default ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--messages",
      defaultValue = "100000",
      description = "For start-full and growth: how many (default ${DEFAULT-VALUE}).")
  private long messages;

  @Option(
      names = "--mailbox",
      defaultValue = "10000",
      description = "Messages in the mailbox that IMAP rows read (default ${DEFAULT-VALUE}).")
  private int mailbox;

  @Option(
      names = "--connections",
      defaultValue = "10000",
      description =
          "For the row of that name; peers, and imap-idle, get 1000 at most (default"
              + " ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and exits.")
  private boolean help;

  @Option(
      names = "--jfr",
      description = "Record Postern in its rounds, a file a row in the work folder.")
  private boolean jfr;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Bench())
            .setExecutionExceptionHandler(
                (failure, commandLine, parsed) -> {
                  commandLine.getErr().println("bench: " + failure.getMessage());
                  return 2;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Path.of(System.getProperty("bench.folder", "distribution/bench"));
    Path workFolder = work.orElse(folder.resolve("target/run")).toAbsolutePath();
    List<Row> all = Row.all(new Corpus(), size, mailbox);
    List<Row> chosen =
        rows.isEmpty()
            ? all.stream().filter(row -> !UNUSUAL.contains(row.id())).toList()
            : rows.stream().flatMap(id -> rows(all, id).stream()).toList();
    Plan plan =
        new Plan(
            rounds,
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(warmUp),
            messages,
            connections,
            size,
            peers.isEmpty() ? Optional.empty() : Optional.of(known(peers)),
            jfr ? Optional.of(new Recorder(workFolder.resolve("jfr"))) : Optional.empty());
    Path distribution = postern.orElseGet(() -> built(folder)).toAbsolutePath();
    Runner runner =
        new Runner(
            plan,
            new Postern(distribution, workFolder.resolve("postern"), portBase),
            folder.resolve("peers").toAbsolutePath(),
            workFolder.resolve("peers"),
            new Table(System.out));
    List<Measurement> measurements = runner.run(chosen);
    new Table(System.out).print(measurements);
    return measurements.stream().allMatch(Measurement::met) ? 0 : 1;
  }

  /** The row of this name, or those of a family: imap. */
  private static List<Row> rows(List<Row> all, String id) {
    List<Row> rows =
        all.stream()
            .filter(row -> id.equals("imap") ? row.id().startsWith("imap-") : row.id().equals(id))
            .toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no row is named " + id + "; see --help");
    }
    return rows;
  }

  private static List<Peer> known(List<String> names) {
    if (names.equals(List.of("none"))) {
      return List.of();
    }
    return names.stream()
        .map(
            name ->
                Peer.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("no peer is named " + name)))
        .toList();
  }

  private static Path built(Path folder) {
    Path target = folder.resolve("../target");
    try (var versions = java.nio.file.Files.newDirectoryStream(target, "postern-*")) {
      for (Path version : versions) {
        if (java.nio.file.Files.isExecutable(version.resolve("bin/postern"))) {
          return version.normalize();
        }
      }
    } catch (java.io.IOException e) {
      throw new IllegalStateException("no " + target + "; build with: mvn -DskipTests package", e);
    }
    throw new IllegalStateException(
        "no distribution in " + target + "; build it with: mvn -DskipTests package");
  }
}
