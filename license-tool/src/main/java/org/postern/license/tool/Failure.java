package org.postern.license.tool;

/** A command that did not do what it was asked; the message says why and what to do. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  Failure(String message) {
    this(Exit.USAGE, message);
  }

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
