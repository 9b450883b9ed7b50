package org.postern.pop3.internal;

/** Why a command is answered with {@code -ERR}; the session goes on. */
abstract sealed class Failure extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Text text;
  private final transient Object[] arguments;

  private Failure(Text text, Object... arguments) {
    super(text.name(), null, false, false);
    this.text = text;
    this.arguments = arguments;
  }

  String in(Language language) {
    return language.say(text, arguments);
  }

  /** The client broke the grammar or the order of commands; too many of these end the session. */
  static final class BadCommand extends Failure {
    private static final long serialVersionUID = 1;

    BadCommand(Text text, Object... arguments) {
      super(text, arguments);
    }
  }

  /** The command was sound and could not be done. */
  static sealed class Refused extends Failure {
    private static final long serialVersionUID = 1;

    Refused(Text text, Object... arguments) {
      super(text, arguments);
    }
  }

  /** Refused, with the reason as a response code. */
  static final class Coded extends Refused {
    private static final long serialVersionUID = 1;

    private final ResponseCode code;

    Coded(ResponseCode code, Text text, Object... arguments) {
      super(text, arguments);
      this.code = code;
    }

    @Override
    String in(Language language) {
      return code + " " + super.in(language);
    }
  }
}
