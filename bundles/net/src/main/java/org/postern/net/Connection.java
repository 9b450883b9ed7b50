package org.postern.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One client connection, as a {@link Protocol} sees it. Used by the one thread that serves it,
 * except where a method says otherwise.
 */
@ProviderType
public interface Connection {

  /** The session's id in the registry: opaque and unique. */
  String id();

  /** The port it came in on. */
  Endpoint endpoint();

  /** The client's address; behind a trusted proxy, the one that PROXY protocol v2 tells. */
  InetSocketAddress remote();

  /** The address that the client connected to. */
  InetSocketAddress local();

  Input in();

  Output out();

  /** The TLS in use, or empty on a plain connection. */
  Optional<Tls> tls();

  /**
   * Whether {@link #startTls} may be called now: the endpoint offers it, a certificate is there,
   * TLS is not on yet.
   */
  boolean startTlsAvailable();

  /**
   * Negotiates TLS as the server, after the protocol has sent its go-ahead. What the client sent
   * ahead of the handshake is discarded, so that no command can be injected (RFC 3207 6, RFC 9051
   * 11.1).
   *
   * @throws IOException when the handshake fails; the connection is of no use any more
   */
  void startTls() throws IOException;

  /**
   * Whether a password may be taken now: over TLS always, in plain text only as the settings allow
   * (loopback).
   */
  boolean loginAllowed();

  /** Tells the registry the command in hand: the verb only, never arguments or secrets. */
  void command(String verb);

  /**
   * How long a read may wait, and a write may stall, before {@link
   * java.net.SocketTimeoutException}.
   */
  void idleTimeout(Duration timeout);

  /**
   * Whether the session has to end: the server is stopping, its protocol is going, or an
   * administrator ended it. A read that waits then throws {@link DrainException}; a protocol may
   * answer that with its farewell and return.
   */
  boolean draining();

  /**
   * Looks, a millisecond at most, whether the client has closed the connection, or its half of it:
   * for a command that works for long and may work for nobody. Which of the two it was shows when
   * something is written. Only from the thread that reads, while it doesn't. A client that has sent
   * more commands before it left is taken for one that is still there.
   */
  boolean gone();

  /** Closes at once, from any thread. */
  void close();

  /**
   * What was negotiated. {@code serverEndPoint} is the tls-server-end-point channel binding (RFC
   * 5929 4).
   */
  record Tls(
      String protocol, String cipherSuite, byte[] serverEndPoint, Optional<byte[]> exporter) {}
}
