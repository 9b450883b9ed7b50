package org.postern.imap.internal;

/** Why a command is not answered with OK (RFC 9051 7.1). */
abstract sealed class Failure extends Exception {
  private static final long serialVersionUID = 1;

  private Failure(String text) {
    super(text, null, false, false);
  }

  /** The client broke the grammar or the order of commands; too many of these end the session. */
  static final class Bad extends Failure {
    private static final long serialVersionUID = 1;

    private final transient Code code;

    Bad(String text) {
      this(Code.NONE, text);
    }

    Bad(Code code, String text) {
      super(text);
      this.code = code;
    }

    Code code() {
      return code;
    }
  }

  /** The command was sound and could not be done. */
  static final class No extends Failure {
    private static final long serialVersionUID = 1;

    private final transient Code code;

    No(String text) {
      this(Code.NONE, text);
    }

    No(Code code, String text) {
      super(text);
      this.code = code;
    }

    Code code() {
      return code;
    }
  }

  /** What the client sent can't be told from commands any more: the session ends with BYE. */
  static final class Fatal extends Failure {
    private static final long serialVersionUID = 1;

    Fatal(String text) {
      super(text);
    }
  }
}
