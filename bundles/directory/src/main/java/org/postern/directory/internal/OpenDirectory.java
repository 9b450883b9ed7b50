package org.postern.directory.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.postern.directory.Audit;
import org.postern.directory.Authenticator;
import org.postern.directory.CredentialListener;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryFile;
import org.postern.directory.Resolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services of one directory file. */
public final class OpenDirectory implements DirectoryFile {
  private static final Logger LOG = LoggerFactory.getLogger(OpenDirectory.class);

  private final Supplier<List<CredentialListener>> listeners;
  private final Database database;
  private final Passwords passwords;
  private final LastUsed lastUsed;
  private final Directory directory;
  private final Resolver resolver;
  private final Authenticator authenticator;
  private final AuditLog audit;
  private Optional<AuditRetention> retention = Optional.empty();
  private volatile DirectorySettings settings;

  /** With the default settings and nobody to tell. */
  public static OpenDirectory open(Path home) throws DirectoryException {
    return new OpenDirectory(home, DirectorySettings.DEFAULT, List::of);
  }

  public OpenDirectory(
      Path home, DirectorySettings settings, Supplier<List<CredentialListener>> listeners)
      throws DirectoryException {
    this.settings = settings;
    this.listeners = listeners;
    this.database = new Database(home.resolve("data").resolve("directory.db"));
    Supplier<DirectorySettings> current = () -> this.settings;
    this.passwords =
        new Passwords(current, Math.max(2, Runtime.getRuntime().availableProcessors()));
    this.lastUsed = new LastUsed(database);
    Reads reads = new Reads(database);
    this.directory = new SqliteDirectory(database, reads, passwords, lastUsed, this::revoke);
    this.resolver = new Routes(database, reads, current);
    this.authenticator = new Logins(database, passwords, lastUsed, current);
    this.audit = new AuditLog(database);
  }

  /** In force for the next call. */
  public void settings(DirectorySettings changed) {
    settings = changed;
    retention().ifPresent(AuditRetention::look);
  }

  /**
   * From now on audit entries older than the setting are removed. Only the running server does
   * that: a tool that opens the file does not know the setting.
   */
  synchronized void applyAuditRetention() {
    retention = Optional.of(new AuditRetention(audit, () -> settings.auditDays()));
  }

  private synchronized Optional<AuditRetention> retention() {
    return retention;
  }

  private void revoke(Set<String> accountIds, Set<String> protocols, String reason) {
    if (accountIds.isEmpty()) {
      return;
    }
    for (CredentialListener listener : listeners.get()) {
      try {
        listener.revoked(accountIds, protocols, reason);
      } catch (RuntimeException e) {
        // The change stands; one listener's defect must not keep the others from hearing of it.
        LOG.error("{} failed to end sessions", listener.getClass().getName(), e);
      }
    }
  }

  @Override
  public Directory directory() {
    return directory;
  }

  @Override
  public Resolver resolver() {
    return resolver;
  }

  @Override
  public Authenticator authenticator() {
    return authenticator;
  }

  @Override
  public Audit audit() {
    return audit;
  }

  Database database() {
    return database;
  }

  @Override
  public void close() throws DirectoryException {
    retention().ifPresent(AuditRetention::close);
    lastUsed.close();
    passwords.close();
    database.close();
  }
}
