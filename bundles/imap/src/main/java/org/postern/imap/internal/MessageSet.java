package org.postern.imap.internal;

import java.util.List;

/** The messages that a command is about. */
sealed interface MessageSet {

  /** By their numbers or uids. */
  record Named(SequenceSet set) implements MessageSet {}

  /** {@code $}: what the last SEARCH saved (RFC 9051 6.4.4.1). */
  record Saved() implements MessageSet {}

  /** One message. */
  static MessageSet of(long number) {
    return new Named(new SequenceSet(List.of(new SequenceSet.Range(number, number))));
  }

  static MessageSet read(CommandReader in) throws Failure {
    return in.take('$') ? new Saved() : new Named(in.sequenceSet());
  }
}
