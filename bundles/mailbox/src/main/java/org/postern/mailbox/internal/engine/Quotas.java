package org.postern.mailbox.internal.engine;

import java.io.IOException;
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

  /** A limit under any key; -1 and other meanings are the caller's. */
  OptionalLong limit(String key) throws IOException;

  void setLimit(String key, long value) throws IOException;

  void removeLimit(String key) throws IOException;
}
