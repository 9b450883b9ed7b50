package org.postern.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Runs a workload with so many clients for some time. */
final class Round {
  /** A client that fails so often in a row gives up. */
  private static final int PATIENCE = 20;

  private final Workload workload;
  private final int clients;

  Round(Workload workload, int clients) {
    this.workload = workload;
    this.clients = clients;
  }

  Result run(Server server, Duration time) throws IOException, InterruptedException {
    workload.beforeRound(server, clients);
    long pid = server.pid();
    List<Worker> workers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    CyclicBarrier start = new CyclicBarrier(clients + 1);
    for (int i = 0; i < clients; i++) {
      Worker worker = new Worker(server, i, time, start);
      workers.add(worker);
      threads.add(Thread.ofVirtual().start(worker));
    }
    await(start);
    double cpuBefore = Processes.cpuSeconds(pid);
    long begin = System.nanoTime();
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double cpu = (Processes.cpuSeconds(pid) - cpuBefore) / seconds * 100;
    server.settle();
    return Result.of(
        workers.stream().mapToDouble(Worker::rate).sum(),
        workers.stream().flatMapToLong(worker -> Arrays.stream(worker.latencies())).toArray(),
        cpu,
        workers.stream().mapToLong(worker -> worker.errors).sum(),
        workers.stream().map(worker -> worker.lastError).filter(e -> !e.isEmpty()).findAny());
  }

  private static void await(CyclicBarrier barrier) throws InterruptedException {
    try {
      barrier.await();
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One client's thread. */
  private final class Worker implements Runnable {
    private final Server server;
    private final int number;
    private final Duration time;
    private final CyclicBarrier start;
    private long[] latencies = new long[1024];
    private int done;
    private long units;
    private long errors;
    private String lastError = "";
    private double seconds;

    Worker(Server server, int number, Duration time, CyclicBarrier start) {
      this.server = server;
      this.number = number;
      this.time = time;
      this.start = start;
    }

    @Override
    public void run() {
      try (Workload.Client client = connected()) {
        await(start);
        long begin = System.nanoTime();
        repeat(client, begin + time.toNanos());
        seconds = (System.nanoTime() - begin) / 1e9;
      } catch (IOException e) {
        failed(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private Workload.Client connected() throws InterruptedException {
      try {
        return workload.client(server, number);
      } catch (IOException e) {
        failed(e);
        return () -> 0;
      }
    }

    private void repeat(Workload.Client client, long deadline) {
      int failures = 0;
      long before = System.nanoTime();
      while (before < deadline && failures < PATIENCE) {
        try {
          int count = client.once();
          if (count == 0) {
            return;
          }
          long after = System.nanoTime();
          add((after - before) / count);
          units += count;
          before = after;
          failures = 0;
        } catch (IOException e) {
          failed(e);
          failures++;
          before = System.nanoTime();
        }
      }
    }

    private void failed(IOException e) {
      errors++;
      lastError = String.valueOf(e.getMessage());
    }

    private void add(long nanos) {
      if (done == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * done);
      }
      latencies[done++] = nanos;
    }

    long[] latencies() {
      return Arrays.copyOf(latencies, done);
    }

    double rate() {
      return seconds > 0 ? units / seconds : 0;
    }
  }
}
