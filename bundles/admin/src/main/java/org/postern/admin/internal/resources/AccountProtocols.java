package org.postern.admin.internal.resources;

import java.util.Set;

/** The protocols with a switch on every account. */
final class AccountProtocols {
  static final Set<String> KNOWN = Set.of("pop3", "imap", "submission");

  private AccountProtocols() {}
}
