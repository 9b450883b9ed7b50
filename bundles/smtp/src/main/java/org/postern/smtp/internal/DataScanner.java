package org.postern.smtp.internal;

import java.io.IOException;

/**
 * Finds the end of the mail data after DATA and takes out the stuffed dots (RFC 5321 4.5.2),
 * whatever the pieces in which it arrives.
 *
 * <p>The only end is CRLF {@code .} CRLF. A bare CR or LF is never a line end and is remembered, so
 * that the whole message can be refused at its true end: what some server takes for an end and
 * another does not is how messages are smuggled (RFC 5321 2.3.8 and 4.1.1.4 forbid both).
 */
final class DataScanner {

  /** Takes the octets of the message. */
  @FunctionalInterface
  interface Sink {
    void append(byte[] octets, int from, int length) throws IOException;
  }

  private enum State {
    /** Behind CRLF, or before the first octet. */
    LINE_START,
    TEXT,
    /** Behind a CR that was passed on. */
    CR,
    /** Behind a dot at the start of a line, which is not passed on. */
    DOT,
    /** Behind a dot at the start of a line and a CR, neither passed on. */
    DOT_CR,
    END
  }

  private static final byte[] ONE_CR = {'\r'};

  private final Sink sink;
  private State state = State.LINE_START;
  private boolean bareCr;
  private boolean bareLf;

  DataScanner(Sink sink) {
    this.sink = sink;
  }

  /** Whether the end has been seen. */
  boolean ended() {
    return state == State.END;
  }

  boolean bareCr() {
    return bareCr;
  }

  boolean bareLf() {
    return bareLf;
  }

  /**
   * Looks at the octets in {@code [from, to)}.
   *
   * @return the index behind the last octet that belongs to the mail data; less than {@code to}
   *     only when the end was found
   */
  int scan(byte[] octets, int from, int to) throws IOException {
    int at = from;
    int run = from;
    while (at < to) {
      switch (state) {
        case TEXT -> {
          at = LineEnds.next(octets, at, to);
          if (at < to) {
            bareLf |= octets[at] == '\n';
            state = octets[at] == '\r' ? State.CR : State.TEXT;
            at++;
          }
        }
        case CR -> {
          switch (octets[at]) {
            case '\n' -> {
              state = State.LINE_START;
              at++;
            }
            case '\r' -> {
              bareCr = true;
              at++;
            }
            default -> {
              bareCr = true;
              state = State.TEXT;
            }
          }
        }
        case LINE_START -> {
          if (octets[at] == '.') {
            pass(octets, run, at);
            state = State.DOT;
            at++;
            run = at;
          } else {
            state = State.TEXT;
          }
        }
        case DOT -> {
          if (octets[at] == '\r') {
            state = State.DOT_CR;
            at++;
            run = at;
          } else {
            state = State.TEXT;
          }
        }
        case DOT_CR -> {
          if (octets[at] == '\n') {
            state = State.END;
            return at + 1;
          }
          sink.append(ONE_CR, 0, 1);
          state = State.CR;
        }
        case END -> throw new IllegalStateException("the mail data has ended");
      }
    }
    pass(octets, run, to);
    return to;
  }

  private void pass(byte[] octets, int from, int to) throws IOException {
    if (to > from) {
      sink.append(octets, from, to - from);
    }
  }
}
