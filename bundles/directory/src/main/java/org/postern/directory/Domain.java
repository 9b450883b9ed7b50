package org.postern.directory;

import java.time.Instant;
import java.util.Optional;

/**
 * A domain that mail is taken for.
 *
 * @param name canonical: lower-case A-labels (RFC 5890)
 * @param enabled a disabled domain refuses mail and logins for now (4xx) and keeps everything
 * @param catchAll the address that gets mail for unknown local parts
 * @param quota the default for its accounts
 * @param revision grows with every change
 */
public record Domain(
    String name,
    boolean enabled,
    Optional<String> catchAll,
    Account.Quota quota,
    Instant createdAt,
    long revision) {}
