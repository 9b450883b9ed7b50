package org.postern.directory;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Someone with mail.
 *
 * @param id permanent and opaque (a lower-case ULID): the name under which the mailbox bundle keeps
 *     the mail, so that changing the address moves nothing
 * @param address the main address, canonical ({@link Addresses#canonical})
 * @param name the person's name, for people; may be empty
 * @param quota what is set on this account; empty members are inherited from the domain, then the
 *     server
 * @param protocols switches that were set, by protocol name ({@code pop3}, {@code imap}, {@code
 *     submission}); a protocol that is not named is on
 * @param hiddenCapabilities what is not announced to this account once it is logged in, and of
 *     which the commands are refused, by protocol name (imap, pop3), in upper case ({@code
 *     COMPRESS=DEFLATE}): a way out when its client misuses an extension
 * @param revision grows with every change; the ETag of the REST API
 */
public record Account(
    String id,
    String address,
    String name,
    State state,
    Quota quota,
    Map<String, Boolean> protocols,
    Map<String, Set<String>> hiddenCapabilities,
    Instant createdAt,
    Instant updatedAt,
    long revision) {

  /** What an account may do. */
  public enum State {
    /** Everything. */
    ACTIVE,
    /** Receives and reads, but may not send (submission refused). */
    RESTRICTED,
    /** Receives, but nobody may log in. */
    FROZEN,
    /** Neither receives (temporarily refused) nor logs in; its mail is kept. */
    DISABLED
  }

  /** The capabilities of a protocol that are hidden from this account. */
  public Set<String> hidden(String protocol) {
    return hiddenCapabilities.getOrDefault(protocol, Set.of());
  }

  /** Whether this account may use the protocol, by its state and switches. */
  public boolean allows(String protocol) {
    return switch (state) {
      case ACTIVE -> protocols.getOrDefault(protocol, true);
      case RESTRICTED -> !protocol.equals("submission") && protocols.getOrDefault(protocol, true);
      case FROZEN, DISABLED -> false;
    };
  }

  /** A limit on octets and messages; an empty member is not set at this level. */
  public record Quota(OptionalLong bytes, OptionalLong messages) {
    public static final Quota INHERITED = new Quota(OptionalLong.empty(), OptionalLong.empty());
  }
}
