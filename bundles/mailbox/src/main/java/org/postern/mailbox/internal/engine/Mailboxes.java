package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Mailboxes with their access rights, annotations and subscriptions. Thread-safe. */
public interface Mailboxes {

  /**
   * A mailbox.
   *
   * @param id never reused
   * @param uidValidity 1..2^32-1, never reused by another mailbox of this store (unless given to
   *     {@link #create(String, String, String, long)})
   * @param acl entry name to rights, both as the caller spells them; unmodifiable
   */
  record Box(
      long id,
      String namespace,
      String user,
      String name,
      long uidValidity,
      Map<String, String> acl) {}

  /**
   * Counters of a mailbox at one moment.
   *
   * @param bytes sum of the sizes of its messages
   * @param deleted messages with the \Deleted flag
   */
  record Counters(
      long messages,
      long unseen,
      long recent,
      long deleted,
      long bytes,
      long uidNext,
      long highestModSeq) {}

  /** Makes a mailbox with a new uidvalidity. */
  Box create(String namespace, String user, String name) throws IOException;

  /** Makes a mailbox with a uidvalidity that the caller chose. */
  Box create(String namespace, String user, String name, long uidValidity) throws IOException;

  /**
   * Renames one mailbox.
   *
   * @throws EngineException.MailboxExists when the new path is taken
   */
  Box rename(long id, String namespace, String user, String name) throws IOException;

  /**
   * Renames a mailbox and everything below it in one step.
   *
   * @return the boxes after it, the renamed first
   */
  List<Box> renameTree(long id, String namespace, String user, String name, char delimiter)
      throws IOException;

  /** Deletes a mailbox with its messages, annotations and rights; false when it is gone already. */
  boolean delete(long id) throws IOException;

  /** Deletes all mailboxes, subscriptions and quota figures of a user. */
  void purge(String user) throws IOException;

  Optional<Box> find(long id) throws IOException;

  Optional<Box> find(String namespace, String user, String name) throws IOException;

  /** Mailboxes of a user whose name begins with {@code prefix} (empty: all), by name. */
  List<Box> list(String namespace, String user, String prefix) throws IOException;

  /** Mailboxes of any user in {@code namespace} whose name begins with {@code prefix}. */
  List<Box> list(String namespace, String prefix) throws IOException;

  List<Box> list() throws IOException;

  boolean hasChildren(long id, char delimiter) throws IOException;

  /** How many mailboxes a user has. */
  long count(String namespace, String user) throws IOException;

  /** Mailboxes that have an access rights entry of this exact name. */
  List<Box> withAclEntry(String entry) throws IOException;

  /** Changes access rights; the change sees the present ones. Returns the new ones. */
  Map<String, String> updateAcl(long id, UnaryOperator<Map<String, String>> change)
      throws IOException;

  Counters counters(long id) throws IOException;

  /** Takes the next uid out of use and returns it. */
  long nextUid(long id) throws IOException;

  /** Raises the highest modseq by one and returns it. */
  long nextModSeq(long id) throws IOException;

  /** Every keyword that a message of the mailbox has or had. */
  Set<String> keywords(long id) throws IOException;

  // Annotations (RFC 5464): key to value.

  Map<String, String> annotations(long id) throws IOException;

  /**
   * Sets annotations, or takes those away that have no value: all or none.
   *
   * @param most how many there may be in all: no more are added beyond that
   * @throws EngineException.TooManyAnnotations when there would be more
   */
  void annotate(long id, Map<String, Optional<String>> values, long most) throws IOException;

  // Subscriptions.

  List<String> subscriptions(String user) throws IOException;

  void subscribe(String user, String name) throws IOException;

  void unsubscribe(String user, String name) throws IOException;
}
