package org.postern.directory;

import java.time.Instant;
import java.util.List;

/**
 * An address, or a group of people under one address, that stands for others.
 *
 * @param id permanent and opaque
 * @param address canonical
 * @param kind an alias is a second name; a group is a list of people that is administered by its
 *     members
 * @param members canonical addresses, local or of other aliases and groups; at least one for an
 *     alias
 */
public record Alias(
    String id,
    String address,
    String name,
    Kind kind,
    List<String> members,
    Instant createdAt,
    long revision) {
  /** What the address is to an administrator; both resolve alike. */
  public enum Kind {
    ALIAS,
    GROUP
  }
}
