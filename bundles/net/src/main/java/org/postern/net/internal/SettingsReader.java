package org.postern.net.internal;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.postern.net.internal.NetSettings.LanOnly;
import org.postern.net.internal.NetSettings.Limits;
import org.postern.net.internal.NetSettings.ListenerSettings;
import org.postern.net.internal.NetSettings.PlainLogin;
import org.postern.settings.BadSetting;

/** Makes {@link NetSettings} of what an administrator wrote, or says what is wrong with it. */
final class SettingsReader {
  private SettingsReader() {}

  /** The same as a verdict for who is about to change them. */
  static void check(NetComponent.Settings from) {
    try {
      read(from);
    } catch (SettingsException e) {
      throw new BadSetting(e.key(), e.reason());
    }
  }

  static NetSettings read(NetComponent.Settings from) throws SettingsException {
    return new NetSettings(
        address("listen", from.listen()),
        range("portBase", from.portBase(), 0, 64_512),
        false,
        listeners(from.listeners()),
        new Limits(
            range("maxConnections", from.maxConnections(), 1, 1_000_000),
            range("maxConnectionsPerClient", from.maxConnectionsPerClient(), 1, 1_000_000),
            range("maxSessionsPerAccount", from.maxSessionsPerAccount(), 1, 1_000_000),
            networks("unlimitedClients", from.unlimitedClients()),
            Duration.ofSeconds(range("idleSeconds", from.idleSeconds(), 1, 3600)),
            Duration.ofSeconds(range("handshakeSeconds", from.handshakeSeconds(), 1, 600)),
            Duration.ofSeconds(range("drainSeconds", from.drainSeconds(), 0, 7))),
        networks("proxies", from.proxies()),
        plainLogin(from.plainLogin()),
        mechanisms(from.saslMechanisms()),
        from.hostName(),
        written(from.certificateNames()),
        new LanOnly(lanOnly(from.lanOnly()), networks("lanNetworks", from.lanNetworks())));
  }

  private static Set<String> lanOnly(String[] texts) throws SettingsException {
    Set<String> names = new TreeSet<>();
    for (String text : written(texts)) {
      String name = text.toLowerCase(Locale.ROOT);
      if (!LanOnly.NAMES.contains(name)) {
        throw new SettingsException(
            "lanOnly", "\"" + text + "\" is not one of " + String.join(", ", LanOnly.NAMES));
      }
      names.add(name);
    }
    return Set.copyOf(names);
  }

  private static int range(String key, int value, int least, int most) throws SettingsException {
    if (value < least || value > most) {
      throw new SettingsException(key, value + " is not in " + least + ".." + most);
    }
    return value;
  }

  private static InetAddress address(String key, String text) throws SettingsException {
    if (text.equals("*")) {
      return NetSettings.EVERYWHERE;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(key, "\"" + text + "\" is neither an IP address nor *");
    }
  }

  /** An empty default of a list arrives as one empty entry. */
  private static List<String> written(String[] texts) {
    return Stream.of(texts).map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  private static List<Network> networks(String key, String[] texts) throws SettingsException {
    List<Network> networks = new ArrayList<>();
    for (String text : written(texts)) {
      try {
        networks.add(Network.parse(text));
      } catch (IllegalArgumentException e) {
        throw new SettingsException(
            key, "\"" + text + "\" is not a network such as 192.0.2.0/24: " + e.getMessage());
      }
    }
    return List.copyOf(networks);
  }

  private static Map<String, ListenerSettings> listeners(String[] texts) throws SettingsException {
    Map<String, ListenerSettings> listeners = new LinkedHashMap<>();
    for (String text : written(texts)) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new SettingsException("listeners", "\"" + text + "\" is not <listener>=<where>");
      }
      String id = text.substring(0, equals).strip();
      if (listeners.put(id, listener(text, text.substring(equals + 1).strip())) != null) {
        throw new SettingsException("listeners", id + " is there twice");
      }
    }
    return Map.copyOf(listeners);
  }

  private static ListenerSettings listener(String text, String where) throws SettingsException {
    if (where.equals("off")) {
      return new ListenerSettings(Optional.of(false), Optional.empty(), OptionalInt.empty());
    }
    if (where.startsWith("off ")) {
      // Where it was, for when it is switched on again.
      ListenerSettings place = listener(text, where.substring(4).strip());
      return new ListenerSettings(Optional.of(false), place.address(), place.port());
    }
    int colon = where.lastIndexOf(':');
    String host = colon < 0 ? "" : where.substring(0, colon);
    OptionalInt port = port(text, where.substring(colon + 1), !host.isEmpty());
    if (host.isEmpty()) {
      return new ListenerSettings(Optional.empty(), Optional.empty(), port);
    }
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    String literal = brackets ? host.substring(1, host.length() - 1) : host;
    return new ListenerSettings(
        Optional.of(true), Optional.of(address("listeners", literal)), port);
  }

  /** A port, or {@code *} after an address for the standard one. */
  private static OptionalInt port(String text, String number, boolean standard)
      throws SettingsException {
    if (standard && number.equals("*")) {
      return OptionalInt.empty();
    }
    int port;
    try {
      port = Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new SettingsException(
          "listeners", "\"" + text + "\": expected off, <port>, <address>:<port> or <address>:*");
    }
    if (port < 1 || port > 65_535) {
      throw new SettingsException(
          "listeners", "\"" + text + "\": port " + port + " is not in 1..65535");
    }
    return OptionalInt.of(port);
  }

  private static PlainLogin plainLogin(String text) throws SettingsException {
    try {
      return PlainLogin.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "plainLogin", "\"" + text + "\" is not one of never, loopback, always");
    }
  }

  private static List<String> mechanisms(String[] names) throws SettingsException {
    List<String> wanted = written(names);
    for (String name : wanted) {
      if (!NetSettings.MECHANISMS.contains(name)) {
        throw new SettingsException(
            "saslMechanisms",
            "\"" + name + "\" is not one of " + String.join(", ", NetSettings.MECHANISMS));
      }
    }
    return wanted;
  }
}
