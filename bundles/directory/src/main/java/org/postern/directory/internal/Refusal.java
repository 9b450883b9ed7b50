package org.postern.directory.internal;

import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;

/** The refusals that more than one kind of change has in common. */
final class Refusal {
  private Refusal() {}

  static DirectoryException invalid(String code, String pointer, String message) {
    return new DirectoryException(Kind.INVALID, code, pointer, message);
  }

  static DirectoryException conflict(String code, String pointer, String message) {
    return new DirectoryException(Kind.CONFLICT, code, pointer, message);
  }

  static DirectoryException notFound(String what, String name) {
    return new DirectoryException(
        Kind.NOT_FOUND, "not-found", "", "There is no " + what + " \"" + name + "\".");
  }

  static DirectoryException badAddress(String pointer, String address) {
    return invalid(
        "bad-address", pointer, "\"" + address + "\" is not an address: use name@domain.");
  }

  static DirectoryException unknownDomain(String pointer, String domain) {
    return invalid(
        "unknown-domain", pointer, "The domain " + domain + " is not set up: add it first.");
  }

  /** Refuses a change that was based on an older state. */
  static void requireRevision(String what, String name, long given, long current)
      throws DirectoryException {
    if (given != current) {
      throw new DirectoryException(
          Kind.STALE,
          "stale",
          "",
          "The "
              + what
              + " "
              + name
              + " has changed meanwhile (revision "
              + current
              + ", not "
              + given
              + "): read it again.");
    }
  }
}
