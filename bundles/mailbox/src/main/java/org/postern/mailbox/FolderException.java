package org.postern.mailbox;

import java.io.IOException;
import org.apache.james.mailbox.model.MailboxACL.Right;

/** Why something can't be done with a mailbox; nothing of the call that threw it was done. */
public sealed class FolderException extends IOException {
  private static final long serialVersionUID = 1;

  private FolderException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * There is no such mailbox, it was deleted, or the user may not know of it (RFC 4314 6: without
   * the right l). RFC 5530 NONEXISTENT; of the target of COPY, MOVE and APPEND also TRYCREATE.
   */
  public static final class NoSuchMailbox extends FolderException {
    private static final long serialVersionUID = 1;

    public NoSuchMailbox(String message) {
      super(message, null);
    }
  }

  /** The user has not this right (RFC 4314). RFC 5530 NOPERM. */
  public static final class NoRight extends FolderException {
    private static final long serialVersionUID = 1;
    private final Right right;

    public NoRight(Right right, String mailbox) {
      super("You need the right " + right.asCharacter() + " on " + mailbox, null);
      this.right = right;
    }

    public Right right() {
      return right;
    }
  }

  /** The mailbox was opened to read only (EXAMINE). */
  public static final class ReadOnly extends FolderException {
    private static final long serialVersionUID = 1;

    public ReadOnly(String mailbox) {
      super(mailbox + " was opened to read only", null);
    }
  }

  /** The owner's quota is full. RFC 9208 OVERQUOTA. */
  public static final class OverQuota extends FolderException {
    private static final long serialVersionUID = 1;

    public OverQuota(String message) {
      super(message, null);
    }
  }

  /** A message, or the mailbox, would have too many keywords. RFC 5530 LIMIT. */
  public static final class TooManyKeywords extends FolderException {
    private static final long serialVersionUID = 1;

    public TooManyKeywords(String message) {
      super(message, null);
    }
  }

  /** The disk is full. RFC 5530 LIMIT or UNAVAILABLE: it may work later. */
  public static final class NoSpace extends FolderException {
    private static final long serialVersionUID = 1;

    public NoSpace(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A message was expunged before it could be copied, moved or read. RFC 5530 EXPUNGEISSUED. */
  public static final class Expunged extends FolderException {
    private static final long serialVersionUID = 1;

    public Expunged(String message) {
      super(message, null);
    }
  }

  /** The store or its disk failed; the message is for the log. RFC 5530 SERVERBUG, UNAVAILABLE. */
  public static final class Unavailable extends FolderException {
    private static final long serialVersionUID = 1;

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
