package org.postern.net.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.postern.net.Endpoint;

/**
 * How the network side is set up.
 *
 * @param address where ports listen; {@link #EVERYWHERE} for every IPv4 and IPv6 address
 * @param portBase added to each standard port, 0..64512
 * @param anyPort every listener takes a port that is free (for tests)
 * @param listeners what is set for a single listener, by id
 * @param proxies who must begin connections with a PROXY protocol header
 * @param plainLogin where a password may be taken without TLS
 * @param saslMechanisms those that may be announced, best first
 * @param hostName the server's name, for the self-signed certificate; empty for the machine's
 * @param certificateNames more names for the self-signed certificate
 * @param lanOnly what is for the local network alone
 */
public record NetSettings(
    InetAddress address,
    int portBase,
    boolean anyPort,
    Map<String, ListenerSettings> listeners,
    Limits limits,
    List<Network> proxies,
    PlainLogin plainLogin,
    List<String> saslMechanisms,
    String hostName,
    List<String> certificateNames,
    LanOnly lanOnly) {

  /** The IPv6 wildcard, whose sockets take IPv4 too. */
  static final InetAddress EVERYWHERE = InetAddress.ofLiteral("::");

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** As {@code portBase}: no port at all. */
  private static final int CLOSED = -1;

  static final List<String> MECHANISMS =
      List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN");

  public static final NetSettings DEFAULTS =
      new NetSettings(
          EVERYWHERE,
          0,
          false,
          Map.of(),
          Limits.DEFAULTS,
          List.of(),
          PlainLogin.LOOPBACK,
          MECHANISMS,
          "",
          List.of(),
          LanOnly.DEFAULTS);

  /** Loopback and ports that are free: what a test over real sockets wants. */
  public static NetSettings loopback() {
    NetSettings d = DEFAULTS;
    return new NetSettings(
        LOOPBACK,
        d.portBase,
        true,
        d.listeners,
        d.limits,
        d.proxies,
        d.plainLogin,
        d.saslMechanisms,
        d.hostName,
        d.certificateNames,
        d.lanOnly);
  }

  /** The same with other settings for one listener. */
  NetSettings with(String id, ListenerSettings own) {
    Map<String, ListenerSettings> all = new HashMap<>(listeners);
    all.put(id, own);
    return new NetSettings(
        address,
        portBase,
        anyPort,
        Map.copyOf(all),
        limits,
        proxies,
        plainLogin,
        saslMechanisms,
        hostName,
        certificateNames,
        lanOnly);
  }

  /** In force while there are no settings that can be. */
  static final NetSettings NOTHING_OPEN = DEFAULTS.withoutPorts();

  boolean nothingOpen() {
    return portBase == CLOSED;
  }

  private NetSettings withoutPorts() {
    return new NetSettings(
        address,
        CLOSED,
        anyPort,
        listeners,
        limits,
        proxies,
        plainLogin,
        saslMechanisms,
        hostName,
        certificateNames,
        lanOnly);
  }

  /** Where a password may be taken without TLS. */
  public enum PlainLogin {
    NEVER,
    LOOPBACK,
    ALWAYS
  }

  /**
   * What is for the local network alone.
   *
   * @param names of protocols, which means all their listeners, and ids of listeners
   * @param networks what the local network is
   */
  public record LanOnly(Set<String> names, List<Network> networks) {
    static final LanOnly DEFAULTS =
        new LanOnly(
            Set.of(),
            Stream.of(
                    "127.0.0.0/8",
                    "::1",
                    // RFC 1918 3, RFC 3927 2.1, RFC 4193 3.1, RFC 4291 2.5.6
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "169.254.0.0/16",
                    "fc00::/7",
                    "fe80::/10")
                .map(Network::parse)
                .toList());

    /** What it can be said of: a name that is none of these would leave open what it was for. */
    static final List<String> NAMES =
        List.of("imap", "imaps", "lmtp", "pop3", "pop3s", "smtp", "submission", "submissions");

    /** Whether a client at this address may connect. */
    boolean admits(String protocol, Endpoint endpoint, InetAddress client) {
      return !names.contains(protocol) && !names.contains(endpoint.id())
          || networks.stream().anyMatch(network -> network.contains(client));
    }
  }

  /** What is set for one listener. */
  public record ListenerSettings(
      Optional<Boolean> enabled, Optional<InetAddress> address, OptionalInt port) {
    static final ListenerSettings NONE =
        new ListenerSettings(Optional.empty(), Optional.empty(), OptionalInt.empty());
  }

  /**
   * @param connections open at once, in all
   * @param perClient open at once from one IPv4 address or IPv6 /64
   * @param perAccount sessions at once of one account over one protocol
   * @param unlimited clients to whom {@code perClient} does not apply
   * @param idle silence before login, until the protocol says otherwise
   * @param handshake for a TLS handshake or a PROXY header in whole
   * @param drain for sessions to end by themselves when the server or a protocol stops, up to 8 s
   */
  public record Limits(
      int connections,
      int perClient,
      int perAccount,
      List<Network> unlimited,
      Duration idle,
      Duration handshake,
      Duration drain) {
    static final Limits DEFAULTS =
        new Limits(
            16_384,
            256,
            100,
            List.of(Network.parse("127.0.0.0/8"), Network.parse("::1")),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));
  }

  /** Where an endpoint's listener is to be bound, or empty when it is switched off. */
  Optional<Binding> binding(Endpoint endpoint) {
    ListenerSettings own = listeners.getOrDefault(endpoint.id(), ListenerSettings.NONE);
    if (nothingOpen() || !own.enabled().orElse(true)) {
      return Optional.empty();
    }
    InetAddress at = own.address().orElse(endpoint.loopbackOnly() ? LOOPBACK : address);
    int port = own.port().orElse(anyPort ? 0 : portBase + endpoint.port());
    return Optional.of(new Binding(at, port));
  }

  /**
   * Where a listener is bound.
   *
   * @param port 0 for any free one
   */
  record Binding(InetAddress address, int port) {
    InetSocketAddress socketAddress() {
      // Without an address, so that it works on a machine without IPv6 too.
      return address.equals(EVERYWHERE)
          ? new InetSocketAddress(port)
          : new InetSocketAddress(address, port);
    }

    String host() {
      return address.equals(EVERYWHERE) ? "*" : address.getHostAddress();
    }
  }
}
