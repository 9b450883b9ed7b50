package org.postern.admin.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.admin.Problem;
import org.postern.admin.internal.resources.SetupResource.SetUp;
import org.postern.directory.Audit;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Making the first administrator. While there is none, a one-time token lies in {@code
 * conf/setup.token} (readable by the server's user alone): who can read it may become the
 * administrator. The log tells the file, not the token. Thread-safe.
 */
public final class Setup {
  /** Where the token is, in the home. */
  public static final String FILE = "conf/setup.token";

  private static final Logger LOG = LoggerFactory.getLogger(Setup.class);
  private final Backends backends;
  private final Path file;

  public Setup(Backends backends, Path home) {
    this.backends = backends;
    this.file = home.resolve(FILE);
  }

  /** Lays the token out when one is needed and there is none, and takes a needless one away. */
  public synchronized void prepare() {
    try {
      if (!backends.directory().needsSetup()) {
        Files.deleteIfExists(file);
        return;
      }
      if (Files.exists(file)) {
        return;
      }
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      String token = "psu_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
      Files.createDirectories(file.getParent());
      try (var out =
          Files.newByteChannel(
              file,
              EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        out.write(java.nio.ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
      }
      LOG.warn("there is no administrator yet: set one up with the one-time token in {}", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws Problem 410 when there is an administrator
   */
  public void requireOpen() {
    if (!backends.directory().needsSetup()) {
      throw Problem.of(
          410, "setup-done", "There is an administrator already. A lost token: postern recover.");
    }
    prepare();
  }

  /** One-time: makes the administrator and its token, and takes the set-up token away. */
  public synchronized SetUp firstAdmin(String token, String name, InetAddress client)
      throws DirectoryException {
    requireOpen();
    requireToken(token, client);
    Directory directory = backends.directory();
    Directory.Admin admin = directory.addAdmin(name, Directory.Role.SERVER_ADMIN, Set.of());
    Directory.NewSecret<Directory.Token> made =
        directory.addToken(
            new Directory.NewToken(
                admin.id(), "set-up", Set.of("*"), Set.of(), List.of(), Optional.empty()));
    backends
        .audit()
        .record(
            new Audit.Entry(
                "",
                Instant.now(),
                "set-up",
                client.getHostAddress(),
                "admin.add",
                admin.id(),
                Map.of("name", " -> " + name, "role", " -> " + admin.role()),
                "ok"));
    prepare();
    return new SetUp(admin.id(), admin.name(), made.secret());
  }

  private void requireToken(String token, InetAddress client) {
    String name = "setup@" + client.getHostAddress();
    backends
        .throttle()
        .ifPresent(
            throttle -> {
              Duration delay = throttle.delay(client, name);
              if (delay.isPositive()) {
                throw Problem.of(429, "too-many-failures", "Too many wrong tokens lately; wait.")
                    .header("Retry-After", Long.toString(Math.max(1, delay.toSeconds())));
              }
            });
    String expected;
    try {
      expected = Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      backends.throttle().ifPresent(throttle -> throttle.failed(client, name));
      throw Problem.of(401, "not-authenticated", "This is not the token in " + FILE + ".")
          .header("WWW-Authenticate", "Bearer realm=\"Postern set-up\"");
    }
  }
}
