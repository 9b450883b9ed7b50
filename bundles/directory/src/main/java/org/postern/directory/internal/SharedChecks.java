package org.postern.directory.internal;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.postern.directory.DirectoryException;

/**
 * Lets those who ask the same while it is being found out wait for the one answer. Nothing is kept
 * afterwards, so it holds no more than what runs at the moment. Thread-safe.
 */
final class SharedChecks<T> {
  private final ConcurrentHashMap<String, FutureTask<T>> running = new ConcurrentHashMap<>();

  /** Finds the answer; for all who wait, so that it does not heed an interrupt of the first. */
  interface Check<T> {
    T run() throws DirectoryException;
  }

  /** The answer to what {@code key} stands for, or the failure to find it. */
  T run(String key, Check<T> check) throws DirectoryException {
    FutureTask<T> mine = new FutureTask<>(check::run);
    FutureTask<T> first = running.putIfAbsent(key, mine);
    if (first != null) {
      return answer(first);
    }
    try {
      mine.run();
    } finally {
      running.remove(key, mine);
    }
    return answer(mine);
  }

  private T answer(FutureTask<T> task) throws DirectoryException {
    try {
      return HashingPool.uninterruptibly(task);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case DirectoryException refusal -> throw refusal;
        case RuntimeException defect -> throw defect;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }
}
