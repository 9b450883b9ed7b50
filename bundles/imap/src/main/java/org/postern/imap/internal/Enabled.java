package org.postern.imap.internal;

/**
 * What the client has switched on (RFC 9051 6.3.1); nothing is ever switched off. For one thread.
 */
final class Enabled {
  private boolean rev2;
  private boolean condstore;
  private boolean qresync;

  void rev2On() {
    rev2 = true;
  }

  /** ENABLE CONDSTORE, or any command that implies it (RFC 7162 3.1). */
  void condstoreOn() {
    condstore = true;
  }

  void qresyncOn() {
    qresync = true;
    // RFC 7162 3.2.3
    condstore = true;
  }

  boolean rev2() {
    return rev2;
  }

  boolean condstore() {
    return condstore;
  }

  boolean qresync() {
    return qresync;
  }
}
