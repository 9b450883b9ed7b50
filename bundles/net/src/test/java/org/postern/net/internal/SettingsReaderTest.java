package org.postern.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.net.Endpoint;
import org.postern.net.internal.NetSettings.Binding;

class SettingsReaderTest {
  private static final Endpoint POP3 = new Endpoint("pop3", 110, Endpoint.Security.STARTTLS);
  private static final Endpoint LMTP = new Endpoint("lmtp", 24, Endpoint.Security.PLAIN, true);

  /** The defaults, with something else in place. */
  private static NetComponent.Settings settings(Map<String, Object> changes) {
    return (NetComponent.Settings)
        Proxy.newProxyInstance(
            NetComponent.class.getClassLoader(),
            new Class<?>[] {NetComponent.Settings.class},
            (proxy, method, arguments) ->
                changes.getOrDefault(method.getName(), method.getDefaultValue()));
  }

  private static NetSettings read(String key, Object value) throws SettingsException {
    return SettingsReader.read(settings(Map.of(key, value)));
  }

  private static Optional<Binding> at(String address, int port) {
    return Optional.of(
        new Binding(
            address.equals("*") ? NetSettings.EVERYWHERE : InetAddress.ofLiteral(address), port));
  }

  private static void refused(String key, Object value, String part) {
    SettingsException e = assertThrows(SettingsException.class, () -> read(key, value));
    assertTrue(e.getMessage().startsWith("conf/org.postern.net.json: " + key), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void hasDefaultsThatHold() throws SettingsException {
    NetSettings read = SettingsReader.read(settings(Map.of()));
    assertEquals(NetSettings.DEFAULTS, read);
    assertEquals(at("*", 110), read.binding(POP3));
    assertEquals(at("127.0.0.1", 24), read.binding(LMTP));
  }

  @Test
  void movesPorts() throws SettingsException {
    assertEquals(at("*", 10110), read("portBase", 10000).binding(POP3));
    assertEquals(at("192.0.2.1", 110), read("listen", "192.0.2.1").binding(POP3));
    NetSettings single =
        read("listeners", new String[] {"pop3 = 192.0.2.2:1110", "lmtp=[2001:db8::1]:2424"});
    assertEquals(at("192.0.2.2", 1110), single.binding(POP3));
    assertEquals(at("2001:db8::1", 2424), single.binding(LMTP));
    assertEquals(
        at("127.0.0.1", 2424), read("listeners", new String[] {"lmtp=2424"}).binding(LMTP));
    assertEquals(at("*", 24), read("listeners", new String[] {"lmtp=*:24"}).binding(LMTP));
    assertEquals(Optional.empty(), read("listeners", new String[] {"pop3=off"}).binding(POP3));
    assertEquals(Optional.empty(), read("listeners", new String[] {"pop3=off 1110"}).binding(POP3));
    assertEquals(
        at("192.0.2.2", 110), read("listeners", new String[] {"pop3=192.0.2.2:*"}).binding(POP3));
  }

  @Test
  void refusesWhatIsWrong() {
    refused("listen", "localhost", "neither an IP address nor *");
    refused("listen", "", "neither");
    refused("portBase", 65000, "0..64512");
    refused("portBase", -1, "0..64512");
    refused("maxConnections", 0, "1..");
    refused("proxies", new String[] {"10.0.0.0/33"}, "10.0.0.0/33");
    refused("unlimitedClients", new String[] {"example.test"}, "example.test");
    refused("plainLogin", "sometimes", "never, loopback, always");
    refused("saslMechanisms", new String[] {"CRAM-MD5"}, "CRAM-MD5");
    refused("listeners", new String[] {"pop3"}, "<listener>=<where>");
    refused("listeners", new String[] {"pop3=x"}, "expected off");
    refused("listeners", new String[] {"pop3=70000"}, "1..65535");
    refused("listeners", new String[] {"pop3=*"}, "expected off");
    refused("listeners", new String[] {"pop3=off x"}, "expected off");
    refused("listeners", new String[] {"pop3=nowhere:110"}, "nowhere");
    refused("listeners", new String[] {"pop3=off", "pop3=110"}, "twice");
    refused("drainSeconds", 8, "0..7");
  }

  @Test
  void namesWhatIsForTheLocalNetwork() throws SettingsException {
    NetSettings read =
        SettingsReader.read(
            settings(
                Map.of(
                    "lanOnly",
                    new String[] {"IMAP", "submission"},
                    "lanNetworks",
                    new String[] {"192.0.2.0/24"})));
    assertEquals(java.util.Set.of("imap", "submission"), read.lanOnly().names());
    assertEquals("[192.0.2.0/24]", read.lanOnly().networks().toString());
    refused("lanOnly", new String[] {"imap", "impa"}, "\"impa\" is not one of imap, imaps");
    refused("lanNetworks", new String[] {"lan"}, "is not a network such as");
  }
}
