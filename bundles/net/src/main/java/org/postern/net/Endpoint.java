package org.postern.net;

/**
 * A port that a protocol wants.
 *
 * @param id unique over all protocols and stable: the listener's id in settings and in the REST
 *     API, e.g. {@code pop3s}
 * @param port the standard port, 1..65535; the settings may move it
 * @param security how TLS is used on it
 * @param loopbackOnly whether it listens on loopback until the settings say otherwise (LMTP, for
 *     example)
 */
public record Endpoint(String id, int port, Security security, boolean loopbackOnly) {

  /** How a port uses TLS. */
  public enum Security {
    /** Plain text, TLS is never offered. */
    PLAIN,
    /** Plain text at first; {@link Connection#startTls} secures it. */
    STARTTLS,
    /** TLS from the first byte (RFC 8314 3). */
    IMPLICIT
  }

  public Endpoint(String id, int port, Security security) {
    this(id, port, security, false);
  }
}
