package org.postern.license.token;

/** What a license makes of the server. */
public enum State {
  /** No license, or removed. */
  BASE(false),
  /** It begins later. */
  PENDING(false),
  ACTIVE(true),
  /** In force, and ends soon. */
  EXPIRING(true),
  /** Has ended; in force for a while longer. */
  GRACE(true),
  /** Not in force any more: expired, revoked, not trusted ... Exactly as BASE. */
  LAPSED(false);

  private final boolean on;

  State(boolean on) {
    this.on = on;
  }

  /** Whether the license's features are open. */
  public boolean on() {
    return on;
  }
}
