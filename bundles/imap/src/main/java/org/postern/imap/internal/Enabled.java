package org.postern.imap.internal;

/**
 * What the client has switched on (RFC 9051 6.3.1); nothing is ever switched off. Of one login; for
 * one thread.
 */
final class Enabled {
  private boolean rev2;
  private boolean condstore;
  private boolean qresync;
  private boolean uidOnly;
  private boolean utf8Accept;

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

  void utf8AcceptOn() {
    utf8Accept = true;
  }

  /** Whether all strings are in UTF-8, so that no command may say otherwise (RFC 6855 3). */
  boolean utf8Accept() {
    return utf8Accept;
  }

  /** RFC 9586: from now on there are no message numbers. */
  void uidOnlyOn() {
    uidOnly = true;
  }

  boolean uidOnly() {
    return uidOnly;
  }

  /** Whether messages that left are told by their uids (RFC 7162 3.2.10, RFC 9586 3.5). */
  boolean vanished() {
    return qresync || uidOnly;
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
