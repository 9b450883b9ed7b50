package org.postern.directory;

import java.util.List;

/** Where mail for an address goes. */
public sealed interface Resolution {

  /** To these accounts, each once, in order. */
  record Local(List<Destination> destinations) implements Resolution {}

  /** The domain is ours but there is no such address (550 5.1.1). */
  record Unknown() implements Resolution {}

  /** The domain is not ours. */
  record Foreign(String domain) implements Resolution {}

  /** Ours, but not taking mail now: the domain or the account is disabled (450 4.2.1). */
  record Unavailable(String reason) implements Resolution {}

  /** Aliases that never reach an account: a loop, or nesting too deep (550 5.4.6). */
  record Loop(String detail) implements Resolution {}

  /**
   * @param detail what stood after the {@code +}, or empty
   */
  record Destination(Account account, String detail) {}
}
