package org.postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A mailbox with so many messages, the same on each server. */
record BigMailbox(Corpus corpus, String name, int messages, int size) {
  private static final int FILLERS = 8;

  /** Appends what is missing. */
  void fill(Server server, int user) throws IOException, InterruptedException {
    int held;
    try (Imap imap = Imap.login(server, user)) {
      held = imap.count(name);
      if (held < 0) {
        imap.command("CREATE " + name);
        held = 0;
      }
    }
    if (held > messages) {
      throw new IOException(
          name + " of " + server.name() + " has " + held + " messages; delete the work folder");
    }
    AtomicInteger number = new AtomicInteger(held);
    List<IOException> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < FILLERS && held < messages; i++) {
      threads.add(Thread.ofVirtual().start(() -> append(server, user, number, failures)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private void append(Server server, int user, AtomicInteger number, List<IOException> failures) {
    try (Imap imap = Imap.login(server, user)) {
      for (int n = number.getAndIncrement(); n < messages; n = number.getAndIncrement()) {
        imap.append(name, corpus.message(n, size));
      }
    } catch (IOException e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  /** Forgets it, if it is there. */
  void delete(Server server, int user) throws IOException {
    try (Imap imap = Imap.login(server, user)) {
      if (imap.count(name) >= 0) {
        imap.command("DELETE " + name);
      }
    }
  }

  /** A connection that has it selected. */
  Imap open(Server server, int user) throws IOException {
    Imap imap = Imap.login(server, user);
    int held = imap.select(name);
    if (held != messages) {
      imap.close();
      throw new IOException(name + " has " + held + " messages, not " + messages);
    }
    return imap;
  }
}
