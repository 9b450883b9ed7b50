package org.postern.pop3.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postern.net.internal.NetServer;
import org.postern.net.internal.NetSettings;

/** A POP3 server on a free port of loopback, new for each test. */
final class TestServer implements BeforeEachCallback, AfterEachCallback {
  /** The id of the account {@code anna@example.test}. */
  static final String ANNA = Accounts.id("anna");

  private final Options options;
  private final NetSettings settings;
  final AtomicLong clock = new AtomicLong();
  final Accounts accounts = new Accounts();
  FileMaildrops mail;
  Pop3 pop3;
  NetServer net;
  private Path folder;

  TestServer() {
    this(Options.DEFAULT);
  }

  TestServer(Options options) {
    this(options, NetSettings.loopback());
  }

  TestServer(Options options, NetSettings settings) {
    this.options = options;
    this.settings = settings;
  }

  /** One that takes no password without TLS, from loopback either. */
  static TestServer withoutPlainLogin() {
    NetSettings d = NetSettings.loopback();
    return new TestServer(
        Options.DEFAULT,
        new NetSettings(
            d.address(),
            d.portBase(),
            d.anyPort(),
            d.listeners(),
            d.limits(),
            d.proxies(),
            NetSettings.PlainLogin.NEVER,
            d.saslMechanisms(),
            d.hostName(),
            d.certificateNames(),
            d.lanOnly()));
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("pop3");
    mail = new FileMaildrops(folder);
    pop3 = new Pop3(accounts, mail, options, new LoginDelays(clock::get));
    net = new NetServer(settings, folder.resolve("tls"), Optional::empty, Optional::empty);
    net.add(pop3);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    net.close();
    mail.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  Client connect() throws IOException {
    return new Client(net.port("pop3"));
  }

  /** Logged in as anna. */
  Client login() throws IOException {
    return connect().login();
  }

  /** Puts messages into anna's INBOX. */
  TestServer with(String... messages) throws IOException {
    for (String message : messages) {
      mail.add(ANNA, "INBOX", message);
    }
    return this;
  }

  static Options expire(int days) {
    Options d = Options.DEFAULT;
    return new Options(
        d.loginTimeout(),
        d.idleTimeout(),
        d.loginDelay(),
        OptionalInt.of(days),
        d.mailbox(),
        d.folderInLogin(),
        d.errorLimit());
  }

  static Options timeouts(Duration login, Duration idle) {
    Options d = Options.DEFAULT;
    return new Options(
        login,
        idle,
        d.loginDelay(),
        d.expireDays(),
        d.mailbox(),
        d.folderInLogin(),
        d.errorLimit());
  }

  static Options loginDelay(Duration delay) {
    Options d = Options.DEFAULT;
    return new Options(
        d.loginTimeout(),
        d.idleTimeout(),
        delay,
        d.expireDays(),
        d.mailbox(),
        d.folderInLogin(),
        d.errorLimit());
  }

  /** A message of three lines of body. */
  static String message(int number) {
    return "Subject: " + number + "\r\nFrom: a@b.test\r\n\r\none\r\ntwo\r\nthree\r\n";
  }

  static List<String> lines(String message) {
    return List.of(message.split("\r\n", -1)).subList(0, message.split("\r\n", -1).length - 1);
  }
}
