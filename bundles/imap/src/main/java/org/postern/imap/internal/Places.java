package org.postern.imap.internal;

import java.util.Optional;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxPath;

/**
 * Mailboxes of IMAP's names and as the store has them: a user's own have plain names, those of
 * others stand under {@code user/address/} (RFC 2342). Thread-safe.
 */
record Places(Username user, People people) {
  /** The prefix of the namespace of other users. */
  static final String OTHERS = "user/";

  static boolean ofOthers(String name) {
    return name.startsWith(OTHERS) || name.equals("user");
  }

  /** What all names of the namespace begin with that this one is of, if any (RFC 9051 6.3.9). */
  static String root(String name) {
    return name.startsWith(OTHERS) ? OTHERS : "";
  }

  /** The owner's address and the name that the owner has for it. */
  private record Foreign(String address, String name) {
    static Foreign of(String name) {
      String rest = name.substring(Math.min(OTHERS.length(), name.length()));
      int slash = rest.indexOf(MailboxNames.SEPARATOR);
      return slash < 0
          ? new Foreign(rest, "")
          : new Foreign(rest.substring(0, slash), rest.substring(slash + 1));
    }
  }

  /** Where a mailbox of this name is, or would be. */
  MailboxPath path(String name) {
    if (!ofOthers(name)) {
      return MailboxPath.forUser(user, name);
    }
    Foreign foreign = Foreign.of(name);
    Optional<String> id = people.id(foreign.address);
    // Nobody has mailboxes under the name of the namespace: there is none of a stranger's.
    return id.isEmpty() || foreign.name.isEmpty()
        ? MailboxPath.forUser(user, name)
        : MailboxPath.forUser(Username.of(id.get()), MailboxNames.canonical(foreign.name));
  }

  /** The name under which this user knows it; empty when its owner is gone. */
  Optional<String> name(MailboxPath path) {
    if (path.getUser().equals(user)) {
      return Optional.of(path.getName());
    }
    return people
        .address(path.getUser().asString())
        .map(address -> OTHERS + address + MailboxNames.SEPARATOR + path.getName());
  }

  /** Refuses a name that no new mailbox may have; see {@link MailboxNames#forNew}. */
  static String forNew(String given) throws Failure.No {
    if (!ofOthers(given)) {
      return MailboxNames.forNew(given);
    }
    Foreign foreign = Foreign.of(given);
    if (foreign.address.isEmpty()) {
      throw new Failure.No(Code.CANNOT, "Names under user/ are those of other people's mailboxes");
    }
    return OTHERS + foreign.address + MailboxNames.SEPARATOR + MailboxNames.forNew(foreign.name);
  }
}
