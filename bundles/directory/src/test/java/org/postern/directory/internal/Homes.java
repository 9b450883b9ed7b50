package org.postern.directory.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.directory.Account;
import org.postern.directory.Account.Quota;
import org.postern.directory.CredentialListener;
import org.postern.directory.Directory;
import org.postern.directory.Directory.NewAccount;
import org.postern.directory.DirectoryException;

/** A directory in a folder of its own, with hashes that cost little. */
final class Homes implements AutoCloseable {
  /** As cheap as the settings allow: most tests are not about the cost of a hash. */
  static final DirectorySettings CHEAP =
      new DirectorySettings("", "", 8, 7_168, 1, 1, 4_096, 10, 400);

  static final String PASSWORD = "correct horse battery staple";

  final List<Set<String>> revoked = new CopyOnWriteArrayList<>();
  final List<Set<String>> revokedProtocols = new CopyOnWriteArrayList<>();
  final OpenDirectory open;
  final Directory directory;

  Homes(Path home) throws DirectoryException {
    this(home, CHEAP);
  }

  Homes(Path home, DirectorySettings settings) throws DirectoryException {
    CredentialListener listener =
        (ids, protocols, reason) -> {
          revoked.add(ids);
          revokedProtocols.add(protocols);
        };
    open = new OpenDirectory(home, settings, () -> List.of(listener));
    directory = open.directory();
  }

  static NewAccount without(String address, String name) {
    return new NewAccount(
        address, name, Optional.empty(), Account.State.ACTIVE, Quota.INHERITED, java.util.Map.of());
  }

  static List<NewAccount> many(int count, String domain) {
    List<NewAccount> accounts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      accounts.add(
          without("user%06d@%s".formatted(i, domain), "Person %d Family%d".formatted(i, i % 977)));
    }
    return accounts;
  }

  static Quota quota(long bytes, long messages) {
    return new Quota(OptionalLong.of(bytes), OptionalLong.of(messages));
  }

  @Override
  public void close() throws DirectoryException {
    open.close();
  }
}
