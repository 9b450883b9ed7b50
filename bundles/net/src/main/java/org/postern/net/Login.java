package org.postern.net;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.directory.Account;

/**
 * Logs clients in: one way for all protocols. Applies the rule on plain text, throttles guessing,
 * asks the directory, applies the limit of sessions per account and enters the account in the
 * session registry. Thread-safe.
 */
@ProviderType
public interface Login {

  /**
   * The SASL mechanisms to announce on this connection now, best first; empty while a password may
   * not be taken.
   */
  List<String> mechanisms(Connection connection);

  /**
   * Checks a name and password.
   *
   * @param protocol what the account must be allowed to use: {@code pop3}, {@code imap}, {@code
   *     submission}
   */
  Outcome password(Connection connection, String protocol, String login, String password);

  /**
   * Begins a SASL exchange (RFC 4422), or is empty when the mechanism is not offered on this
   * connection.
   */
  Optional<Exchange> sasl(Connection connection, String protocol, String mechanism);

  /**
   * Takes the account off a connection that goes on without it (RFC 8437): the session registry
   * forgets it, it counts no more against the limit of sessions per account, and octets from now on
   * are nobody's until the next login. Does nothing when nobody is logged in.
   */
  void leave(Connection connection);

  /** A SASL exchange under way; the protocol decodes and encodes base64. For one thread. */
  @ProviderType
  interface Exchange {
    /**
     * Whether the client speaks first, so that without an initial response an empty challenge is
     * sent. When it does not, and there is no initial response, {@link #next} is called with no
     * octets for the first challenge.
     */
    boolean clientFirst();

    /**
     * Takes what the client sent.
     *
     * @return the next challenge or the end
     */
    Step next(byte[] response);
  }

  /** The server's move in an exchange. */
  sealed interface Step {
    record Challenge(byte[] data) implements Step {}

    record Done(Outcome outcome) implements Step {}
  }

  /** How a login ended. */
  sealed interface Outcome {
    /**
     * Logged in.
     *
     * @param login the name as the client gave it: it may carry a {@code +folder}
     */
    record Granted(Account account, String login) implements Outcome {}

    record Refused(Reason reason, String text) implements Outcome {}
  }

  /** Why a login was refused: protocols map it to their response codes. */
  enum Reason {
    BAD_CREDENTIALS,
    /** The account or this protocol is switched off for it. */
    NOT_ALLOWED,
    /** No password in plain text here: TLS first. */
    TLS_REQUIRED,
    /** Too many failures lately. */
    THROTTLED,
    TOO_MANY_SESSIONS,
    /** The client's SASL message makes no sense. */
    MALFORMED,
    /** A temporary failure of ours. */
    UNAVAILABLE
  }
}
