package org.postern.cli;

/** A command that did not do what it was asked; the message says why and what to do. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  Failure(String message) {
    this(Exit.ERROR, message);
  }

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
