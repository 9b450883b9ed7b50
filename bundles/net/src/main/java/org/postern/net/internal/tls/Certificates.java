package org.postern.net.internal.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.postern.net.Listeners.Certificate;
import org.postern.net.TlsContexts;
import org.postern.net.internal.tls.PemFiles.BadPemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates in {@code conf/tls}: {@code cert.pem} and {@code key.pem}, and as many more
 * pairs in subfolders, of which clients get the one for the name they ask for. Files that change
 * are read again; while they are no good, the last good ones stay in force. Thread-safe.
 */
public final class Certificates implements TlsContexts {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  /** Enough for clients that come back, without holding every session of a day (the default). */
  private static final int SESSION_CACHE = 4096;

  /** How long before a certificate expires it becomes a problem to be seen. */
  private static final Duration EXPIRY_NOTICE = Duration.ofDays(14);

  private static final int SESSION_SECONDS = 4 * 3600;

  private record Stamp(Path file, FileTime modified, long size, Object key) {}

  private record Loaded(List<Identity> identities, SSLContext context) {}

  private final Path folder;
  private volatile Loaded loaded;
  private volatile String problem = "";
  private List<Stamp> seen = List.of();
  private List<Stamp> tried = List.of();

  public Certificates(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads the certificates, after making a self-signed one if there is none.
   *
   * @param hostName the server's name; empty for that of the machine
   * @param names more names for a self-signed certificate
   */
  public synchronized void start(String hostName, List<String> names) {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    if (Files.notExists(certificate) && Files.notExists(key)) {
      try {
        List<String> all = allNames(hostName, names);
        SelfSigned.write(certificate, key, all);
        LOG.info("made a self-signed certificate for {}: {}", all, certificate);
      } catch (IOException | GeneralSecurityException e) {
        LOG.error("no certificate could be made in {}: {}", folder, e.toString());
      }
    }
    seen = stamps();
    load();
  }

  private static List<String> allNames(String hostName, List<String> more) {
    Set<String> names = new LinkedHashSet<>();
    String own = hostName.isEmpty() ? machineName() : hostName;
    names.add(own);
    names.addAll(more);
    names.add("localhost");
    names.add("127.0.0.1");
    names.add("::1");
    return List.copyOf(names);
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // the machine's name is not in its hosts file
    }
  }

  /**
   * Looks whether files have changed, and reads them when they have and are the same on a second
   * look: certificate and key are rarely replaced in the same instant.
   */
  public synchronized void refresh() {
    List<Stamp> now = stamps();
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(tried)) {
      load();
    }
  }

  private void load() {
    tried = seen;
    try {
      List<Identity> identities = read();
      loaded = new Loaded(identities, context(identities));
      problem = "";
      LOG.info("TLS certificates in force: {}", identities);
    } catch (BadPemException | GeneralSecurityException e) {
      problem = e.getMessage();
      LOG.error(
          "TLS certificate refused, {}: {}",
          loaded == null ? "there is none in force" : "the one before stays in force",
          problem);
    }
  }

  private List<Identity> read() throws BadPemException {
    List<Identity> identities = new ArrayList<>();
    identities.add(PemFiles.read(folder.resolve("cert.pem"), folder.resolve("key.pem")));
    for (Path subfolder : subfolders()) {
      Path certificate = subfolder.resolve("cert.pem");
      if (Files.exists(certificate)) {
        identities.add(PemFiles.read(certificate, subfolder.resolve("key.pem")));
      }
    }
    return List.copyOf(identities);
  }

  private List<Path> subfolders() {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
      folders.forEach(found::add);
    } catch (IOException e) {
      return List.of(); // the folder itself is missing: reading cert.pem says so
    }
    found.sort(null);
    return found;
  }

  private List<Stamp> stamps() {
    List<Path> folders = new ArrayList<>(List.of(folder));
    folders.addAll(subfolders());
    List<Stamp> stamps = new ArrayList<>();
    for (Path each : folders) {
      for (String name : List.of("cert.pem", "key.pem")) {
        stamp(each.resolve(name)).ifPresent(stamps::add);
      }
    }
    return stamps;
  }

  private static Optional<Stamp> stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new Stamp(file, found.lastModifiedTime(), found.size(), found.fileKey()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new Stamp(file, FileTime.fromMillis(0), -1, e.toString()));
    }
  }

  private static SSLContext context(List<Identity> identities) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {new IdentityKeyManager(identities)}, null, null);
    context.getServerSessionContext().setSessionCacheSize(SESSION_CACHE);
    context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    return context;
  }

  @Override
  public Optional<SSLContext> current() {
    return Optional.ofNullable(loaded).map(Loaded::context);
  }

  /** Whether TLS can be offered. */
  public boolean available() {
    return loaded != null;
  }

  /** Why the files as they are now are not in force; empty when they are. */
  public String problem() {
    return problem;
  }

  /** An engine for one connection, as the server; empty while there is no certificate. */
  public Optional<SSLEngine> engine() {
    Loaded now = loaded;
    if (now == null) {
      return Optional.empty();
    }
    SSLEngine engine = now.context.createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"}); // RFC 8996, RFC 8314 4.1
    parameters.setUseCipherSuitesOrder(true);
    engine.setSSLParameters(parameters);
    engine.setUseClientMode(false);
    return Optional.of(engine);
  }

  /** The certificates in force; each with the problem of replacing them, if there is one. */
  public List<Certificate> list() {
    Loaded now = loaded;
    if (now == null) {
      return List.of();
    }
    return now.identities.stream()
        .map(
            identity ->
                new Certificate(
                    identity.file().toString(),
                    identity.names(),
                    identity.certificate().getIssuerX500Principal().getName(),
                    identity.certificate().getNotAfter().toInstant(),
                    identity.selfSigned(),
                    problem.isEmpty() ? expiry(identity) : problem))
        .toList();
  }

  private static String expiry(Identity identity) {
    Instant end = identity.certificate().getNotAfter().toInstant();
    Duration left = Duration.between(Instant.now(), end);
    if (left.compareTo(EXPIRY_NOTICE) > 0) {
      return "";
    }
    return identity.file() + (left.isNegative() ? " expired on " : " expires on ") + end;
  }
}
