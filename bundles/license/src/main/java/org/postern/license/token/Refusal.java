package org.postern.license.token;

/**
 * A signed text that is refused; the message says what to do, for people, and never repeats the
 * text.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  public Refusal(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static Refusal malformed(String message) {
    return new Refusal(Reason.MALFORMED, message);
  }
}
