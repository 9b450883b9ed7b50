package org.postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many IMAP connections in IDLE over all accounts, and how soon they hear of new mail. */
final class IdleCrowd implements AutoCloseable {
  private static final int NOTIFIED_USERS = 50;
  private static final int SECONDS = 20;

  private final Server server;
  private final List<Imap> connections = new ArrayList<>();

  IdleCrowd(Server server) {
    this.server = server;
  }

  /** Opens more, up to so many in all; one after the other takes each account in turn. */
  void open(int count) throws IOException {
    while (connections.size() < count) {
      Wire wire = new Wire(server.port(Server.Service.IMAP), 1024);
      Imap imap = Imap.login(wire, user(connections.size()));
      connections.add(imap);
      imap.select("INBOX");
      imap.idle();
    }
  }

  private static int user(int connection) {
    return 1 + connection % Server.USERS;
  }

  int size() {
    return connections.size();
  }

  /**
   * Stores a message for one account after the other, each when all have heard of the one before.
   *
   * @return nanoseconds from the APPEND until a connection has EXISTS, sorted
   */
  long[] notify(byte[] message) throws IOException {
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    for (int user = 1; user <= NOTIFIED_USERS; user++) {
      try (Imap sender = Imap.login(server, user)) {
        sender.command("NOOP");
        Phaser heard = new Phaser(1);
        long[] begin = {System.nanoTime()};
        for (int i = user - 1; i < connections.size(); i += Server.USERS) {
          Wire wire = connections.get(i).wire();
          heard.register();
          Thread.ofVirtual().start(() -> hear(wire, begin, times, heard));
        }
        synchronized (begin) {
          begin[0] = System.nanoTime();
        }
        sender.append("INBOX", message);
        heard.awaitAdvanceInterruptibly(heard.arrive(), SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new IOException(server.name() + " has not told all of " + Server.user(user), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    long[] sorted = times.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static void hear(
      Wire wire, long[] begin, ConcurrentLinkedQueue<Long> times, Phaser heard) {
    try {
      do {
        wire.readLine();
      } while (!wire.line().endsWith(" EXISTS"));
      long now = System.nanoTime();
      synchronized (begin) {
        times.add(now - begin[0]);
      }
      heard.arriveAndDeregister();
    } catch (IOException e) {
      // It does not arrive, which the one who waits reports.
    }
  }

  @Override
  public void close() throws IOException {
    for (Imap imap : connections) {
      imap.close();
    }
  }
}
