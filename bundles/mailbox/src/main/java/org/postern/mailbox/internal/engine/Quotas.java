package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Usage by quota root ({@code namespace&user}, as {@link #root} spells it) and limits. Usage is the
 * sum over the mailboxes of the root, which change in the transaction of their messages, plus what
 * was corrected by hand. Thread-safe.
 */
public interface Quotas {

  record Usage(long messages, long bytes) {}

  /** The quota root of a user's mailboxes in a namespace. */
  static String root(String namespace, String user) {
    return namespace + "&" + user;
  }

  Usage usage(String root) throws IOException;

  /** Corrects the usage by this much. */
  void add(String root, long messages, long bytes) throws IOException;

  /** Corrects the usage to these figures. */
  void set(String root, long messages, long bytes) throws IOException;

  /**
   * Whether so much would fit into a root; asked again when others have finished.
   *
   * @param <R> says why not
   */
  @FunctionalInterface
  interface Check<R, E extends Exception> {
    Optional<R> refusal(long messages, long bytes) throws E;
  }

  /**
   * Room that is held until it is closed.
   *
   * @param refusal why there is none; then nothing is held
   */
  record Hold<R>(Optional<R> refusal, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  /**
   * Holds room while messages are stored, so that concurrent writers don't pass a limit together.
   * Waits for others before it refuses: who holds room in several roots takes them in the order of
   * their names, each once.
   *
   * @param check is asked with what others hold as well
   */
  <R, E extends Exception> Hold<R> hold(String root, long messages, long bytes, Check<R, E> check)
      throws E, InterruptedException;

  /** A limit under any key; -1 and other meanings are the caller's. */
  OptionalLong limit(String key) throws IOException;

  void setLimit(String key, long value) throws IOException;

  void removeLimit(String key) throws IOException;
}
