package org.postern.license.internal.osgi;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.postern.directory.Account;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.directory.Page;
import org.postern.license.internal.state.Surroundings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the accounts that may use IMAP. Going through all of them takes a while on a large server,
 * so a count is good for a while; nothing that serves mail asks for it.
 */
final class Seats implements Surroundings {
  private static final Logger LOG = LoggerFactory.getLogger(Seats.class);
  private static final Duration GOOD_FOR = Duration.ofSeconds(10);
  private static final int PAGE = 500;

  private final Directory directory;
  private long countedAt;
  private int count = -1;

  Seats(Directory directory) {
    this.directory = directory;
  }

  @Override
  public synchronized int seatsUsed() {
    long now = System.nanoTime();
    if (count < 0 || now - countedAt > GOOD_FOR.toNanos()) {
      count = counted();
      countedAt = now;
    }
    return count;
  }

  /** The number as it is now. */
  synchronized int recount() {
    count = -1;
    return seatsUsed();
  }

  private int counted() {
    int counted = 0;
    Optional<String> cursor = Optional.empty();
    try {
      do {
        Page<Account> page =
            directory.accounts(new Page.Request(PAGE, cursor, "", ""), Directory.AccountFilter.ALL);
        for (Account account : page.items()) {
          counted += account.allows("imap") ? 1 : 0;
        }
        cursor = page.next();
      } while (cursor.isPresent());
      return counted;
    } catch (DirectoryException | RuntimeException e) {
      LOG.warn("the seats in use can't be counted: {}", e.getMessage());
      return Math.max(0, count);
    }
  }

  @Override
  public Set<String> domains() {
    Set<String> domains = new LinkedHashSet<>();
    Optional<String> cursor = Optional.empty();
    try {
      do {
        Page<Domain> page = directory.domains(new Page.Request(PAGE, cursor, "", ""));
        page.items().forEach(domain -> domains.add(domain.name()));
        cursor = page.next();
      } while (cursor.isPresent());
    } catch (DirectoryException e) {
      throw new IllegalStateException("The domains can't be read: " + e.getMessage(), e);
    }
    return domains;
  }
}
