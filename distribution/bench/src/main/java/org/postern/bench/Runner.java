package org.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Sets servers up, measures rows, and puts everything down again. */
final class Runner {
  private static final int PEER_CONNECTIONS = 1_000;
  private static final int FILLERS = 16;
  private static final int FIRST_LIST_USER = 53;

  private final Plan plan;
  private final Postern postern;
  private final Path scripts;
  private final Path peerFolder;
  private final Table table;
  private final Map<Peer, Server> running = new EnumMap<>(Peer.class);

  Runner(Plan plan, Postern postern, Path scripts, Path peerFolder, Table table) {
    this.plan = plan;
    this.postern = postern;
    this.scripts = scripts;
    this.peerFolder = peerFolder;
    this.table = table;
  }

  List<Measurement> run(List<Row> rows) throws IOException, InterruptedException {
    List<Measurement> measurements = new ArrayList<>();
    Thread rescue = new Thread(this::stopQuietly, "stop servers");
    Runtime.getRuntime().addShutdownHook(rescue);
    try {
      postern.prepare();
      postern.start();
      postern.awaitLicensing();
      postern.installLicense();
      for (Row row : rows) {
        Measurement measurement = measure(row);
        table.details(measurement);
        measurements.add(measurement);
      }
    } finally {
      stopQuietly();
      Runtime.getRuntime().removeShutdownHook(rescue);
    }
    return measurements;
  }

  private void stopQuietly() {
    List<Server> servers = new ArrayList<>(running.values().stream().toList().reversed());
    servers.add(postern);
    for (Server server : servers) {
      try {
        server.stop();
      } catch (IOException e) {
        System.err.println("bench: " + server.name() + " could not be stopped: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    running.clear();
  }

  private Measurement measure(Row row) throws IOException, InterruptedException {
    return switch (row) {
      case Row.Versus versus -> versus(versus);
      case Row.Start start -> start(start);
      case Row.Connections connections -> connections(connections);
      case Row.FirstList first -> firstList(first);
      case Row.Idle idle -> idle(idle);
      case Row.License license ->
          new License(postern, plan.warmUp(), plan.rounds())
              .measure(license, postern.home().resolve("bench.jfr"));
      case Row.Growth growth -> new Growth(new Corpus(), postern).measure(growth, plan.messages());
      case Row.Protocols protocols ->
          new Protocols(new Corpus(), plan.size(), plan.round().dividedBy(6))
              .measure(protocols, servers(protocols.peers()));
    };
  }

  /** Postern and the peers to measure it with, all running. */
  private List<Server> servers(Set<Peer> peers) throws IOException, InterruptedException {
    List<Server> servers = new ArrayList<>(List.of(postern));
    for (Peer peer : Peer.values()) {
      if (peers.contains(peer) && plan.peers().map(only -> only.contains(peer)).orElse(true)) {
        if (peer == Peer.POSTFIX) {
          running(Peer.DOVECOT_MAILDIR); // where it passes mail on to
        }
        servers.add(running(peer));
      }
    }
    return servers;
  }

  private Server running(Peer peer) throws IOException, InterruptedException {
    if (!running.containsKey(peer)) {
      Server server = peer.server(scripts, peerFolder);
      server.start();
      running.put(peer, server);
    }
    return running.get(peer);
  }

  private Measurement versus(Row.Versus row) throws IOException, InterruptedException {
    List<Server> servers = servers(row.peers());
    Round round = new Round(row.workload(), row.clients());
    Map<String, List<Result>> results = new LinkedHashMap<>();
    for (Server server : servers) {
      row.workload().prepare(server);
      round.run(server, plan.warmUp());
      results.put(server.name(), new ArrayList<>());
    }
    for (int i = 0; i < plan.rounds(); i++) {
      for (int k = 0; k < servers.size(); k++) {
        // Each round begins with another server.
        Server server = servers.get((i + k) % servers.size());
        results.get(server.name()).add(measured(round, server, row.id() + "-" + (i + 1)));
      }
    }
    Map<String, Result> medians = new LinkedHashMap<>();
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    results.forEach(
        (name, rounds) -> {
          medians.put(name, Result.median(rounds));
          rates.put(name, rounds.stream().map(Result::rate).toList());
        });
    return new Measurement.Rates(row, medians, rates);
  }

  private Result measured(Round round, Server server, String name)
      throws IOException, InterruptedException {
    if (server != postern || plan.recorder().isEmpty()) {
      return round.run(server, plan.round());
    }
    Recorder.Recording recording = plan.recorder().get().begin(server.pid(), name);
    try {
      return round.run(server, plan.round());
    } finally {
      recording.end();
    }
  }

  private Measurement start(Row.Start row) throws IOException, InterruptedException {
    long held = row.full() ? fill() : 0;
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < plan.rounds(); i++) {
      postern.stop();
      long begin = System.nanoTime();
      postern.launch();
      postern.awaitPorts();
      times.add(Duration.ofNanos(System.nanoTime() - begin));
    }
    return new Measurement.StartTimes(row, times, held);
  }

  /** Delivers so many small messages over LMTP. */
  private long fill() throws IOException, InterruptedException {
    byte[] message = Deliver.stuffed(new Corpus().message(1, 1024));
    AtomicLong left = new AtomicLong(plan.messages());
    List<Thread> threads = new ArrayList<>();
    List<IOException> failures = new ArrayList<>();
    for (int i = 0; i < FILLERS; i++) {
      threads.add(Thread.ofVirtual().start(() -> fill(message, left, failures)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return plan.messages();
  }

  private void fill(byte[] message, AtomicLong left, List<IOException> failures) {
    try (Deliver.Session session = new Deliver.Session(postern, Server.Service.LMTP)) {
      for (long n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
        session.deliver(1 + (int) (n % Server.USERS), message);
      }
    } catch (IOException e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  private Measurement connections(Row.Connections row) throws IOException, InterruptedException {
    Map<String, Integer> opened = new LinkedHashMap<>();
    Map<String, Double> kib = new LinkedHashMap<>();
    for (Server server : servers(row.peers())) {
      int count =
          server == postern ? plan.connections() : Math.min(plan.connections(), PEER_CONNECTIONS);
      try (Crowd crowd = new Crowd(server)) {
        crowd.open(100); // what the first ones load is no cost of the others
        long before = Processes.memoryKib(server.pid());
        crowd.open(count);
        opened.put(server.name(), crowd.size());
        kib.put(
            server.name(), (Processes.memoryKib(server.pid()) - before) / (double) (count - 100));
      }
    }
    return new Measurement.Memory(row, opened, kib);
  }

  /** Peers once only: filling a mailbox of theirs anew takes long. */
  private Measurement firstList(Row.FirstList row) throws IOException, InterruptedException {
    Map<String, Double> first = new LinkedHashMap<>();
    for (Server server : servers(row.peers())) {
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < (server == postern ? plan.rounds() : 1); i++) {
        row.mailbox().delete(server, FIRST_LIST_USER);
        row.mailbox().fill(server, FIRST_LIST_USER);
        try (Imap imap = row.mailbox().open(server, FIRST_LIST_USER)) {
          long begin = System.nanoTime();
          int listed = imap.command(ImapRead.LIST);
          times.add((System.nanoTime() - begin) / 1e6);
          if (listed < row.mailbox().messages()) {
            throw new IOException(server.name() + " listed " + listed + " messages only");
          }
        }
      }
      first.put(server.name(), times.stream().sorted().toList().get(times.size() / 2));
    }
    return new Measurement.FirstTimes(row, first);
  }

  private Measurement idle(Row.Idle row) throws IOException, InterruptedException {
    Map<String, Measurement.Waiting> waiting = new LinkedHashMap<>();
    byte[] message = new Corpus().message(1, plan.size());
    int count = Math.min(plan.connections(), PEER_CONNECTIONS);
    for (Server server : servers(row.peers())) {
      try (IdleCrowd crowd = new IdleCrowd(server)) {
        crowd.open(100); // what the first ones load is no cost of the others
        long before = Processes.memoryKib(server.pid());
        crowd.open(count);
        double kib = (Processes.memoryKib(server.pid()) - before) / (double) (count - 100);
        crowd.notify(message); // warm-up, as all rows have one
        Result result = Result.of(0, crowd.notify(message), 0, 0, Optional.empty());
        waiting.put(
            server.name(), new Measurement.Waiting(crowd.size(), kib, result.p50(), result.p99()));
      }
    }
    return new Measurement.Idle(row, waiting);
  }
}
