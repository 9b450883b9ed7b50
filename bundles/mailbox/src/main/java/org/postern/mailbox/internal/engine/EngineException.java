package org.postern.mailbox.internal.engine;

import java.io.IOException;

/** What the store refuses or can't do; nothing of the call that threw it is visible. */
public sealed class EngineException extends IOException {
  private static final long serialVersionUID = 1;

  EngineException(String message) {
    super(message);
  }

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The disk is full. The store goes on as soon as there is room. */
  public static final class NoSpace extends EngineException {
    private static final long serialVersionUID = 1;

    NoSpace(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** There is no such mailbox, or it was deleted meanwhile. */
  public static final class NoSuchMailbox extends EngineException {
    private static final long serialVersionUID = 1;

    NoSuchMailbox(String message) {
      super(message);
    }
  }

  /** There is no such message (body), or it was expunged meanwhile. */
  public static final class NoSuchMessage extends EngineException {
    private static final long serialVersionUID = 1;

    NoSuchMessage(String message) {
      super(message);
    }
  }

  /** A mailbox of that path is there already. */
  public static final class MailboxExists extends EngineException {
    private static final long serialVersionUID = 1;

    MailboxExists(String message) {
      super(message);
    }
  }

  /** A message, or all of a mailbox together, would have too many keywords. */
  public static final class TooManyKeywords extends EngineException {
    private static final long serialVersionUID = 1;

    TooManyKeywords(String message) {
      super(message);
    }
  }

  /** A mailbox would have too many annotations. */
  public static final class TooManyAnnotations extends EngineException {
    private static final long serialVersionUID = 1;

    TooManyAnnotations(String message) {
      super(message);
    }
  }

  /** A message holds NUL that is not taken with it. */
  public static final class HoldsNul extends EngineException {
    private static final long serialVersionUID = 1;

    HoldsNul(String message) {
      super(message);
    }
  }

  /** Another process has the store open. */
  public static final class InUse extends EngineException {
    private static final long serialVersionUID = 1;

    InUse(String message) {
      super(message);
    }
  }

  /** What is on disk isn't what was written; the message says where and what to do. */
  public static final class Corrupt extends EngineException {
    private static final long serialVersionUID = 1;

    Corrupt(String message) {
      super(message);
    }

    Corrupt(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The disk failed, or the store is closed or stopped after a failure; see the cause. */
  public static final class Unavailable extends EngineException {
    private static final long serialVersionUID = 1;

    Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
