package org.postern.imap.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.UserQuotaRootResolver;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postern.mailbox.Content;
import org.postern.mailbox.Delivery;
import org.postern.mailbox.Folders;
import org.postern.net.internal.NetServer;
import org.postern.net.internal.NetSettings;

/** An IMAP server over a real store, on a free port of loopback, new for each test. */
final class TestServer implements BeforeEachCallback, AfterEachCallback {
  /** Hundreds of stores are made and thrown away: in memory, where the system has a place there. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Options options;
  private final NetSettings settings;
  private Pace pace = Pace.USUAL;
  private UnaryOperator<Folders> folders = UnaryOperator.identity();
  final Accounts accounts = new Accounts();
  MailStore store;
  Imap imap;
  NetServer net;
  private Path folder;

  TestServer() {
    this(PLAIN);
  }

  TestServer(Options options) {
    this(options, NetSettings.loopback());
  }

  TestServer(Options options, NetSettings settings) {
    this.options = options;
    this.settings = settings;
  }

  /** Without the special folders, of which most tests know nothing. */
  static final Options PLAIN = specialFolders(false);

  static Options specialFolders(boolean made) {
    Options d = Options.DEFAULT;
    return new Options(
        d.loginTimeout(),
        d.idleTimeout(),
        d.errorLimit(),
        d.messageLimit(),
        made,
        d.mailboxLimit(),
        d.hidden());
  }

  /** One that takes no password without TLS, from loopback either. */
  static TestServer withoutPlainLogin() {
    NetSettings d = NetSettings.loopback();
    return new TestServer(
        PLAIN,
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

  /** With another clock for long commands. */
  TestServer at(Pace other) {
    pace = other;
    return this;
  }

  /** With something around the store. */
  TestServer over(UnaryOperator<Folders> around) {
    folders = around;
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder =
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "imap")
            : Files.createTempDirectory("imap");
    store = new MailStore(folder, accounts.resolver());
    imap = new Imap(accounts, stores(), options, pace);
    net = new NetServer(settings, folder.resolve("tls"), Optional::empty, Optional::empty);
    net.add(imap);
  }

  private Stores stores() {
    return new Stores(
        store.service(MailboxManager.class),
        store.service(SubscriptionManager.class),
        store.service(QuotaManager.class),
        store.service(UserQuotaRootResolver.class),
        folders.apply(store.service(Folders.class)),
        new People(accounts.resolver()));
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    net.close();
    store.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  Client connect() throws IOException {
    return new Client(net.port("imap"));
  }

  /** Logged in as anna. */
  Client login() throws IOException {
    return connect().login();
  }

  /** Logged in as anna, in the INBOX. */
  Client inbox() throws IOException {
    return login().select("INBOX");
  }

  /** Delivers messages to anna's INBOX, as SMTP does. */
  TestServer with(String... messages) {
    for (String message : messages) {
      byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
      Content content =
          new Content() {
            @Override
            public long size() {
              return octets.length;
            }

            @Override
            public InputStream open() {
              return new ByteArrayInputStream(octets);
            }
          };
      Delivery.Outcome outcome =
          store
              .service(Delivery.class)
              .deliver(content, List.of(new Delivery.Target(Accounts.id("anna"), "")))
              .getFirst();
      if (!(outcome instanceof Delivery.Outcome.Delivered)) {
        throw new AssertionError(outcome.toString());
      }
    }
    return this;
  }

  /** A message of three lines of body. */
  static String message(int number) {
    return "Subject: "
        + number
        + "\r\nFrom: a@b.test\r\nDate: Tue, 4 Aug 2026 10:00:00 +0200\r\n\r\n"
        + "one\r\ntwo\r\nthree\r\n";
  }

  /** So many messages, in the INBOX. */
  TestServer withMessages(int count) {
    for (int i = 1; i <= count; i++) {
      with(message(i));
    }
    return this;
  }
}
