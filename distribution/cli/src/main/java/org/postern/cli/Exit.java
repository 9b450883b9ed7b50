package org.postern.cli;

/** Exit codes of {@code postern}; part of its documentation. */
final class Exit {
  static final int OK = 0;
  static final int ERROR = 1;
  static final int USAGE = 2;
  static final int NOT_RUNNING = 3;

  private Exit() {}
}
