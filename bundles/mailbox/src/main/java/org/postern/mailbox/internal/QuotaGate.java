package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.postern.directory.Account;
import org.postern.mailbox.internal.engine.Quotas;

/**
 * Keeps concurrent deliveries to one account below its quota together: each reserves before it
 * stores. Who finds no room waits for those that are under way, whose messages are not in the usage
 * yet or are counted twice, before it is refused. Thread-safe.
 */
final class QuotaGate {
  private final Quotas quotas;
  private final Function<String, Account.Quota> limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Map<String, Pending> pending = new HashMap<>();

  /** What is being stored for an account. */
  private record Pending(long messages, long bytes) {}

  QuotaGate(Quotas quotas, Function<String, Account.Quota> limits) {
    this.quotas = quotas;
    this.limits = limits;
  }

  /**
   * Reserves room for one message.
   *
   * @return why there is none; empty when it was reserved, and {@link #release} must follow
   */
  Optional<String> reserve(String user, long bytes) throws IOException, InterruptedException {
    return reserve(user, 1, bytes);
  }

  /** Reserves room for many messages together. */
  Optional<String> reserve(String user, long messages, long bytes)
      throws IOException, InterruptedException {
    Account.Quota limit = limits.apply(user);
    if (limit.bytes().isEmpty() && limit.messages().isEmpty()) {
      return Optional.empty();
    }
    lock.lockInterruptibly();
    try {
      while (true) {
        Pending others = pending.getOrDefault(user, new Pending(0, 0));
        Optional<String> full =
            full(limit, user, others.messages() + messages, others.bytes() + bytes);
        if (full.isEmpty()) {
          pending.put(user, new Pending(others.messages() + messages, others.bytes() + bytes));
          return full;
        }
        if (others.messages() == 0) {
          return full;
        }
        released.await();
      }
    } finally {
      lock.unlock();
    }
  }

  void release(String user, long bytes) {
    release(user, 1, bytes);
  }

  void release(String user, long messages, long bytes) {
    lock.lock();
    try {
      Pending mine = pending.get(user);
      if (mine != null) {
        if (mine.messages() <= messages) {
          pending.remove(user);
        } else {
          pending.put(user, new Pending(mine.messages() - messages, mine.bytes() - bytes));
        }
        released.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether this much would fit now. */
  boolean fits(String user, long bytes) throws IOException {
    return full(limits.apply(user), user, 1, bytes).isEmpty();
  }

  private Optional<String> full(Account.Quota limit, String user, long messages, long bytes)
      throws IOException {
    if (limit.bytes().isEmpty() && limit.messages().isEmpty()) {
      return Optional.empty();
    }
    Quotas.Usage usage = quotas.usage(Quotas.root(Places.NAMESPACE, user));
    if (limit.bytes().isPresent() && usage.bytes() + bytes > limit.bytes().getAsLong()) {
      return Optional.of(
          "The mailbox holds " + usage.bytes() + " of " + limit.bytes().getAsLong() + " octets");
    }
    if (limit.messages().isPresent()
        && usage.messages() + messages > limit.messages().getAsLong()) {
      return Optional.of(
          "The mailbox holds "
              + usage.messages()
              + " of "
              + limit.messages().getAsLong()
              + " messages");
    }
    return Optional.empty();
  }
}
