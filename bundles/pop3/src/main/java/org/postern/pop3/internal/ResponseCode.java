package org.postern.pop3.internal;

/** The machine-readable reason in brackets at the front of an error (RFC 2449 8, RFC 3206). */
enum ResponseCode {
  /** Another session has the maildrop (RFC 2449 8.1.2). */
  IN_USE("IN-USE"),
  /** Logged in too lately (RFC 2449 8.1.1). */
  LOGIN_DELAY("LOGIN-DELAY"),
  /** Ours to blame, and likely to pass (RFC 3206 4). */
  SYS_TEMP("SYS/TEMP"),
  /** Ours to blame, and a person has to mend it (RFC 3206 4). */
  SYS_PERM("SYS/PERM"),
  /** The credentials are at fault (RFC 3206 5). */
  AUTH("AUTH");

  private final String atom;

  ResponseCode(String atom) {
    this.atom = atom;
  }

  @Override
  public String toString() {
    return "[" + atom + "]";
  }
}
