package org.postern.smtp.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.directory.Account;
import org.postern.net.Protocol;
import org.postern.net.internal.NetServer;
import org.postern.net.internal.NetSettings;

/** The three services on real sockets, with a directory and mailboxes of the test's making. */
final class Rig implements AutoCloseable {
  /** One certificate for all tests of a run: making a key takes time. */
  private record Certificate(Path folder) {
    private static Certificate make() {
      try {
        return new Certificate(Files.createTempDirectory(Path.of("target"), "tls"));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static final Certificate TLS = Certificate.make();

  final Path home;
  final Book book = new Book();
  final Post post;
  final SmtpServer server;
  private final NetServer net;

  Rig() throws IOException {
    this(Map.of());
  }

  /** With some settings other than by default. */
  Rig(Map<String, Object> settings) throws IOException {
    this(settings, NetSettings.loopback());
  }

  Rig(Map<String, Object> settings, NetSettings netSettings) throws IOException {
    home = Files.createTempDirectory("postern-smtp");
    post = new Post(home.resolve("mail"));
    book.account("ann@example.test", Account.State.ACTIVE);
    book.account("bob@example.test", Account.State.ACTIVE);
    net =
        new NetServer(
            netSettings,
            TLS.folder(),
            () -> Optional.of(book.authenticator()),
            () -> Optional.of(book));
    server =
        new SmtpServer(
            book, book.directory(), post, net.login(), home, SmtpSettings.of(with(settings)));
    for (Protocol protocol : server.protocols()) {
      net.add(protocol);
    }
  }

  /** Settings as the component gets them: the defaults, but for these. */
  static SmtpComponent.Settings with(Map<String, Object> changed) {
    Map<String, Object> all = new HashMap<>(changed);
    all.putIfAbsent("hostname", "mx.example.test");
    return (SmtpComponent.Settings)
        Proxy.newProxyInstance(
            Rig.class.getClassLoader(),
            new Class<?>[] {SmtpComponent.Settings.class},
            (proxy, method, arguments) ->
                all.getOrDefault(method.getName(), method.getDefaultValue()));
  }

  int port(String listener) {
    return net.port(listener);
  }

  /** Connects and reads the greeting. */
  Client connect(String listener) throws IOException {
    Client client = new Client(port(listener));
    client.expect("220 mx.example.test ");
    return client;
  }

  /** Connects and says EHLO, or LHLO on {@code lmtp}. */
  Client greet(String listener) throws IOException {
    Client client = connect(listener);
    client.say((listener.equals("lmtp") ? "LHLO" : "EHLO") + " client.example", "250");
    return client;
  }

  /** Greets on the submission port and logs in. */
  Client login(String address) throws IOException {
    Client client = greet("submission");
    client.say("AUTH PLAIN " + plain(address, "secret"), "235 2.7.0");
    return client;
  }

  static String plain(String address, String password) {
    return java.util.Base64.getEncoder()
        .encodeToString(("\0" + address + "\0" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** The messages in an INBOX. */
  List<String> inbox(String address) throws IOException {
    return folder(address, "");
  }

  List<String> folder(String address, String folder) throws IOException {
    return post.messages(address, folder).stream()
        .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
        .toList();
  }

  /** The message without the trace header that this server put before it. */
  static String untraced(String message) {
    int received = message.indexOf("Received: ");
    int end = message.indexOf("\r\n", received);
    while (end + 2 < message.length() && message.charAt(end + 2) == '\t') {
      end = message.indexOf("\r\n", end + 2);
    }
    return message.substring(end + 2);
  }

  /** Ends the sessions and closes the ports, as a server does that stops. */
  void stop() {
    net.close();
  }

  @Override
  public void close() throws IOException {
    net.close();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
