package org.postern.smtp.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.Page;
import org.postern.directory.Resolution;
import org.postern.directory.Resolver;

/**
 * Finds who reads the mail for postmaster, which every mail server takes (RFC 5321 4.5.1), in this
 * order: {@code postmaster@domain} where the directory has it, the address in the settings, {@code
 * postmaster} of the default domain, the oldest account of the default domain.
 */
final class Postmaster {
  private final Resolver resolver;
  private final Directory directory;

  Postmaster(Resolver resolver, Directory directory) {
    this.resolver = resolver;
    this.directory = directory;
  }

  /**
   * The domain of {@code <postmaster>} and of address literals, or empty when there is none yet.
   */
  Optional<String> defaultDomain(SmtpSettings settings) throws Refusal {
    if (!settings.defaultDomain().isEmpty()) {
      return Optional.of(settings.defaultDomain());
    }
    try {
      List<Domain> domains =
          directory.domains(new Page.Request(1, Optional.empty(), "", "")).items();
      return domains.stream().map(Domain::name).findFirst();
    } catch (DirectoryException e) {
      throw unavailable(e);
    }
  }

  /** Where mail for a postmaster goes whom the directory does not name. */
  Resolution stand(SmtpSettings settings) throws Refusal {
    if (!settings.postmaster().isEmpty()
        && resolver.resolve(settings.postmaster()) instanceof Resolution.Local local) {
      return local;
    }
    Optional<String> domain = defaultDomain(settings);
    if (domain.isEmpty()) {
      return new Resolution.Unknown();
    }
    if (resolver.resolve("postmaster@" + domain.get()) instanceof Resolution.Local local) {
      return local;
    }
    return oldestAccount(domain.get())
        .map(account -> resolver.resolve(account.address()))
        .orElse(new Resolution.Unknown());
  }

  private Optional<Account> oldestAccount(String domain) throws Refusal {
    try {
      return directory
          .accounts(
              new Page.Request(1, Optional.empty(), "", "createdAt"),
              new Directory.AccountFilter(Set.of(domain), Optional.empty(), Optional.empty()))
          .items()
          .stream()
          .findFirst();
    } catch (DirectoryException e) {
      throw unavailable(e);
    }
  }

  private static Refusal unavailable(DirectoryException e) {
    Refusal refusal = new Refusal(451, "4.3.0", "The directory can't be read now; try again later");
    refusal.addSuppressed(e);
    return refusal;
  }
}
