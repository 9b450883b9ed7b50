package org.postern.license.tool;

import org.postern.license.token.Reason;

/** Exit codes of {@code license-tool}; part of its documentation. */
final class Exit {
  static final int OK = 0;

  /** The command line is wrong, or the command could not be done. */
  static final int USAGE = 1;

  static final int MALFORMED = 2;
  static final int SIGNATURE = 3;
  static final int TIME = 4;
  static final int REVOKED_OR_BINDING = 5;

  private Exit() {}

  static int of(Reason reason) {
    return switch (reason) {
      case NONE -> OK;
      case MALFORMED, UNSUPPORTED_VERSION -> MALFORMED;
      case BAD_SIGNATURE, UNKNOWN_KEY, DEMO_KEY -> SIGNATURE;
      case NOT_YET_VALID, EXPIRED, MAINTENANCE_ENDED, SERIAL_TOO_OLD -> TIME;
      case REVOKED, BINDING_MISMATCH, WRONG_PRODUCT -> REVOKED_OR_BINDING;
    };
  }
}
