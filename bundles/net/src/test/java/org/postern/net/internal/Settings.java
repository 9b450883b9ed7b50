package org.postern.net.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.net.internal.NetSettings.Limits;
import org.postern.net.internal.NetSettings.ListenerSettings;
import org.postern.net.internal.NetSettings.PlainLogin;

/** Settings for tests that differ in one thing. */
final class Settings {
  private Settings() {}

  static NetSettings handshake(NetSettings s, int seconds) {
    Limits l = s.limits();
    return limits(
        s,
        new Limits(
            l.connections(),
            l.perClient(),
            l.perAccount(),
            l.unlimited(),
            l.idle(),
            Duration.ofSeconds(seconds),
            l.drain()));
  }

  static NetSettings connections(NetSettings s, int all, int perClient, int perAccount) {
    Limits l = s.limits();
    return limits(
        s, new Limits(all, perClient, perAccount, List.of(), l.idle(), l.handshake(), l.drain()));
  }

  private static NetSettings limits(NetSettings s, Limits limits) {
    return new NetSettings(
        s.address(),
        s.portBase(),
        s.anyPort(),
        s.listeners(),
        limits,
        s.proxies(),
        s.plainLogin(),
        s.saslMechanisms(),
        s.hostName(),
        s.certificateNames(),
        s.lanOnly());
  }

  static NetSettings proxies(NetSettings s, String... networks) {
    return new NetSettings(
        s.address(),
        s.portBase(),
        s.anyPort(),
        s.listeners(),
        s.limits(),
        java.util.Arrays.stream(networks).map(Network::parse).toList(),
        s.plainLogin(),
        s.saslMechanisms(),
        s.hostName(),
        s.certificateNames(),
        s.lanOnly());
  }

  static NetSettings listener(NetSettings s, String id, ListenerSettings listener) {
    return new NetSettings(
        s.address(),
        s.portBase(),
        s.anyPort(),
        Map.of(id, listener),
        s.limits(),
        s.proxies(),
        s.plainLogin(),
        s.saslMechanisms(),
        s.hostName(),
        s.certificateNames(),
        s.lanOnly());
  }

  static NetSettings plainLogin(NetSettings s, PlainLogin plainLogin) {
    return new NetSettings(
        s.address(),
        s.portBase(),
        s.anyPort(),
        s.listeners(),
        s.limits(),
        s.proxies(),
        plainLogin,
        s.saslMechanisms(),
        s.hostName(),
        s.certificateNames(),
        s.lanOnly());
  }

  /** With this network as the local one. */
  static NetSettings lanOnly(NetSettings s, String network, String... names) {
    return new NetSettings(
        s.address(),
        s.portBase(),
        s.anyPort(),
        s.listeners(),
        s.limits(),
        s.proxies(),
        s.plainLogin(),
        s.saslMechanisms(),
        s.hostName(),
        s.certificateNames(),
        new NetSettings.LanOnly(java.util.Set.of(names), List.of(Network.parse(network))));
  }
}
