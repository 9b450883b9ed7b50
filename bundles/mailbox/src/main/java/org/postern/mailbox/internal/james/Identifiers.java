package org.postern.mailbox.internal.james;

import java.util.Set;

/** Who is meant by the identifiers of access rights (RFC 4314 2). Thread-safe. */
public interface Identifiers {
  /** Where nobody knows of groups, and everybody is one domain. */
  Identifiers SIMPLE =
      new Identifiers() {
        @Override
        public Set<String> groups(String account) {
          return Set.of();
        }

        @Override
        public boolean anyoneReaches(String owner, String account) {
          return true;
        }
      };

  /** The ids of the groups that an account is in. */
  Set<String> groups(String account);

  /** Whether an account is among those that an owner means by {@code anyone}. */
  boolean anyoneReaches(String owner, String account);
}
