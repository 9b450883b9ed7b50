package org.postern.directory;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The append-only record of who changed what. Thread-safe; an entry is on disk when {@link #record}
 * returns.
 */
@ProviderType
public interface Audit {

  /** Refuses as unavailable when the disk does not take it. */
  void record(Entry entry) throws DirectoryException;

  /** Newest first. */
  Page<Entry> entries(Page.Request request, Filter filter) throws DirectoryException;

  /**
   * @param id given by the log; empty when recording
   * @param actor who, by name and id
   * @param action for example {@code account.change}
   * @param target the id or name of what was changed
   * @param changes field to "before -> after", secrets left out
   * @param outcome {@code ok} or the problem's code
   */
  record Entry(
      String id,
      Instant at,
      String actor,
      String remote,
      String action,
      String target,
      Map<String, String> changes,
      String outcome) {}

  /**
   * Narrows the log; empty members do not filter.
   *
   * @param action exact, or a whole area with a dot at its end ({@code account.})
   * @param from included
   * @param to excluded
   */
  record Filter(
      Optional<String> actor,
      Optional<String> action,
      Optional<String> target,
      Optional<Instant> from,
      Optional<Instant> to) {
    public static final Filter ALL =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }
}
