package org.postern.admin;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that knows which edition is in force; without one the server is the base
 * edition. Thread-safe; asked by {@code /server}, {@code /capabilities}, the health of the server
 * and where an account's protocols are turned on.
 */
@ConsumerType
public interface Editions {

  /** The edition in force: {@code base}, {@code pro} ... */
  String edition();

  /** What editions above base bring, and whether it is there. */
  List<Capability> capabilities();

  /**
   * Whether a protocol may be turned on for one more account.
   *
   * @return why not; empty when it may
   */
  Optional<Denial> enabling(String protocol);

  /** What the administrator should mend, each a sentence; empty when all is well. */
  List<String> problems();

  /**
   * @param id for example {@code imap}
   */
  record Capability(String id, State state, String requiredEdition) {}

  /** Whether a capability can be used. */
  enum State {
    ACTIVE,
    /** The license does not include it. */
    UNLICENSED,
    /** Nothing that is installed provides it. */
    MISSING_BUNDLE,
    /** Licensed and installed, but turned off or not working. */
    DISABLED
  }

  /**
   * @param code {@code edition-required} or {@code seat-limit}
   * @param detail for people, says what to do
   */
  record Denial(String code, String detail, String requiredEdition) {}
}
