package org.postern.smtp.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A mail transaction (RFC 5321 3.3), from MAIL to the end of the message. For one thread. */
final class Transaction implements Closeable {
  private final Path sender;
  private final MailParameters parameters;
  private final List<Recipient> recipients = new ArrayList<>();
  private int targets;
  private boolean recipientRefused;
  private Incoming chunks;

  Transaction(Path sender, MailParameters parameters) {
    this.sender = sender;
    this.parameters = parameters;
  }

  Path sender() {
    return sender;
  }

  MailParameters parameters() {
    return parameters;
  }

  List<Recipient> recipients() {
    return Collections.unmodifiableList(recipients);
  }

  void add(Recipient recipient) {
    recipients.add(recipient);
    targets += recipient.targets().size();
  }

  /** How many mailboxes the recipients lead to; one that several lead to counts as often. */
  int targets() {
    return targets;
  }

  /** A recipient was tried and refused. */
  void refused() {
    recipientRefused = true;
  }

  boolean recipientRefused() {
    return recipientRefused;
  }

  /** What BDAT has brought so far, or null before the first chunk (RFC 3030 2). */
  Incoming chunks() {
    return chunks;
  }

  void chunks(Incoming started) {
    chunks = started;
  }

  @Override
  public void close() throws IOException {
    if (chunks != null) {
      chunks.close();
    }
  }
}
