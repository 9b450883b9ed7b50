package org.postern.mailbox.internal.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Keeps concurrent writers to one quota root below its limits together: each holds its room while
 * it stores. Who finds none waits for those that are under way, whose messages are not in the usage
 * yet or are counted twice, before it is refused. Thread-safe.
 */
final class QuotaGate {
  private static final int STRIPES = 64;

  private final Stripe[] stripes =
      IntStream.range(0, STRIPES).mapToObj(i -> new Stripe()).toArray(Stripe[]::new);

  /** What is being stored in a root. */
  private record Pending(int holders, long messages, long bytes) {
    static final Pending NONE = new Pending(0, 0, 0);

    Pending plus(long moreMessages, long moreBytes) {
      return new Pending(holders + 1, messages + moreMessages, bytes + moreBytes);
    }

    Pending minus(long lessMessages, long lessBytes) {
      return holders == 1
          ? null
          : new Pending(holders - 1, messages - lessMessages, bytes - lessBytes);
    }
  }

  /** Some of the roots: the usage is read under a lock, which not all of them should wait for. */
  private static final class Stripe {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Map<String, Pending> pending = new HashMap<>();

    <R, E extends Exception> Optional<R> hold(
        String root, long messages, long bytes, Quotas.Check<R, E> check)
        throws E, InterruptedException {
      lock.lockInterruptibly();
      try {
        while (true) {
          Pending others = pending.getOrDefault(root, Pending.NONE);
          Pending all = others.plus(messages, bytes);
          Optional<R> refusal = check.refusal(all.messages(), all.bytes());
          if (refusal.isEmpty()) {
            pending.put(root, all);
            return refusal;
          }
          if (others.holders() == 0) {
            return refusal;
          }
          released.await();
        }
      } finally {
        lock.unlock();
      }
    }

    void release(String root, long messages, long bytes) {
      lock.lock();
      try {
        pending.computeIfPresent(root, (r, all) -> all.minus(messages, bytes));
        released.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  <R, E extends Exception> Quotas.Hold<R> hold(
      String root, long messages, long bytes, Quotas.Check<R, E> check)
      throws E, InterruptedException {
    Stripe stripe = stripes[Math.floorMod(root.hashCode(), STRIPES)];
    Optional<R> refusal = stripe.hold(root, messages, bytes, check);
    return refusal.isPresent()
        ? new Quotas.Hold<>(refusal, () -> {})
        : new Quotas.Hold<>(refusal, () -> stripe.release(root, messages, bytes));
  }
}
