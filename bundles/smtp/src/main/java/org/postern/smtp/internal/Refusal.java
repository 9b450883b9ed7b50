package org.postern.smtp.internal;

/** A command that is answered with an error; nothing is wrong with the session. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Reply reply;

  Refusal(Reply reply) {
    // Clients cause these at will: no stack trace.
    super(reply.toString(), null, false, false);
    this.reply = reply;
  }

  Refusal(int code, String status, String text) {
    this(Reply.of(code, status, text));
  }

  Reply reply() {
    return reply;
  }
}
