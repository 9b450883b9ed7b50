package org.postern.directory.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;

/**
 * Where passwords are hashed: on a few platform threads, so that neither memory (19 MiB a hash) nor
 * the carriers of virtual threads are taken by a flood of logins. Thread-safe.
 */
final class HashingPool implements AutoCloseable {
  private static final int WAITING = 256;

  private final ThreadPoolExecutor threads;

  HashingPool(int size) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            work ->
                Thread.ofPlatform()
                    .name("postern-password-" + number.incrementAndGet())
                    .daemon()
                    .unstarted(work));
    threads.allowCoreThreadTimeOut(true);
  }

  /** Waits for its turn; refused when too many wait already. */
  <T> T run(Callable<T> work) throws DirectoryException {
    try {
      return uninterruptibly(threads.submit(work));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (RejectedExecutionException e) {
      DirectoryException busy =
          new DirectoryException(
              Kind.UNAVAILABLE,
              "too-many-logins",
              "",
              "Too many passwords are being checked: try again in a moment.");
      busy.initCause(e);
      throw busy;
    }
  }

  static <T> T uninterruptibly(Future<T> future) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
