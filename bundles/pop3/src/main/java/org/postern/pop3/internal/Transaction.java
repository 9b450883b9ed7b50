package org.postern.pop3.internal;

import java.io.IOException;
import java.util.BitSet;
import org.postern.mailbox.Maildrop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open maildrop with its deletion marks: the TRANSACTION state (RFC 1939 5). Messages have
 * indexes from 0 here and numbers from 1 on the wire.
 */
final class Transaction implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

  private final Maildrop maildrop;
  private final String account;
  private final BitSet marked = new BitSet();
  private final BitSet retrieved = new BitSet();
  private final long allOctets;
  private long octets;
  private int count;

  Transaction(Maildrop maildrop, String account) {
    this.maildrop = maildrop;
    this.account = account;
    this.count = maildrop.count();
    for (int index = 0; index < count; index++) {
      octets += maildrop.size(index);
    }
    this.allOctets = octets;
  }

  int count() {
    return count;
  }

  long octets() {
    return octets;
  }

  long size(int index) {
    return maildrop.size(index);
  }

  String uidl(int index) {
    return maildrop.uidl(index);
  }

  /** The first unmarked message from {@code index} on, or -1. */
  int next(int index) {
    int next = marked.nextClearBit(index);
    return next < maildrop.count() ? next : -1;
  }

  /** A message to send; to be closed. */
  Letter letter(int index, boolean utf8, BufferPool buffers) throws Failure {
    try {
      return new Letter(maildrop.body(index), utf8, buffers);
    } catch (IOException e) {
      LOG.error("Message {} of account {} can't be read", maildrop.uidl(index), account, e);
      throw new Failure.Coded(ResponseCode.SYS_PERM, Text.UNREADABLE, index + 1);
    }
  }

  void retrieved(int index) {
    retrieved.set(index);
  }

  void mark(int index) {
    marked.set(index);
    octets -= maildrop.size(index);
    count--;
  }

  void reset() {
    marked.clear();
    count = maildrop.count();
    octets = allOctets;
  }

  /**
   * Deletes what is marked, all or nothing.
   *
   * @param andRetrieved also what RETR sent whole
   * @return how many went
   */
  int update(boolean andRetrieved) throws Failure {
    BitSet going = (BitSet) marked.clone();
    if (andRetrieved) {
      going.or(retrieved);
    }
    if (going.isEmpty()) {
      return 0;
    }
    try {
      maildrop.delete(going);
      return going.cardinality();
    } catch (IOException e) {
      LOG.error("Nothing was deleted from the maildrop of account {}", account, e);
      throw new Failure.Coded(ResponseCode.SYS_TEMP, Text.DELETE_FAILED);
    }
  }

  /** The index of the message that the argument names, which must be there and unmarked. */
  int message(String argument, String usage) throws Failure {
    long number = number(argument.strip(), usage);
    if (number < 1 || number > maildrop.count()) {
      throw new Failure.Refused(Text.NO_MESSAGE, number, maildrop.count());
    }
    int index = (int) number - 1;
    if (marked.get(index)) {
      throw new Failure.Refused(Text.MESSAGE_DELETED, number);
    }
    return index;
  }

  /** A number of any length; one beyond a long counts as the largest long. */
  static long number(String digits, String usage) throws Failure.BadCommand {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new Failure.BadCommand(Text.USAGE, usage);
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      if (value > (Long.MAX_VALUE - 9) / 10) {
        return Long.MAX_VALUE;
      }
      value = value * 10 + (digits.charAt(i) - '0');
    }
    return value;
  }

  @Override
  public void close() {
    maildrop.close();
  }
}
