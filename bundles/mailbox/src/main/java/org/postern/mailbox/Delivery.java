package org.postern.mailbox;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Puts incoming mail into mailboxes: the fast way in, for SMTP and LMTP. Thread-safe. */
@ProviderType
public interface Delivery {

  /**
   * Adds one message to many mailboxes. The body is stored once; everything is on disk when this
   * returns. Deliveries of concurrent callers share a disk flush.
   *
   * <p>Body parts with NUL are stored in base64, as by {@link FolderAppend}.
   *
   * @return an outcome for each target, in order
   */
  List<Outcome> deliver(Content content, List<Target> targets);

  /**
   * Whether this many octets would fit into the account's quota now: for an early answer at RCPT.
   */
  boolean fits(String user, long octets);

  /**
   * Where a message goes.
   *
   * @param user the account's id
   * @param folder a folder to prefer (subaddressing); the INBOX when it is empty or there is no
   *     such folder
   */
  record Target(String user, String folder) {}

  /** What became of one target. */
  sealed interface Outcome {
    /** On disk. {@code messageId} is the store's permanent id. */
    record Delivered(String messageId, long uid) implements Outcome {}

    /** The account's quota is full (452 4.2.2 or 552 5.2.2). */
    record OverQuota(String detail) implements Outcome {}

    /** The disk is full (452 4.3.1); nothing was stored for this target. */
    record NoSpace() implements Outcome {}

    /** Anything else that may pass (451 4.3.0). */
    record Failed(String reason) implements Outcome {}
  }
}
