package org.postern.mailbox.internal.james;

import java.util.List;
import java.util.Map;
import org.apache.james.core.Username;
import org.apache.james.mailbox.acl.MailboxACLResolver;
import org.apache.james.mailbox.acl.UnionMailboxACLResolver;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.EntryKey;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxACL.SpecialName;

/**
 * What somebody may do (RFC 4314 2): the rights of all identifiers that he is meant by together,
 * less those that negative ones take away. The owner has all. Thread-safe.
 */
final class AclResolver implements MailboxACLResolver {
  private final Identifiers identifiers;
  private final UnionMailboxACLResolver james = new UnionMailboxACLResolver();

  AclResolver(Identifiers identifiers) {
    this.identifiers = identifiers;
  }

  @Override
  public Rfc4314Rights resolveRights(Username user, MailboxACL acl, Username owner)
      throws UnsupportedRightException {
    if (user == null) {
      return MailboxACL.NO_RIGHTS;
    }
    if (user.equals(owner)) {
      return MailboxACL.FULL_RIGHTS;
    }
    Rfc4314Rights given = MailboxACL.NO_RIGHTS;
    Rfc4314Rights taken = MailboxACL.NO_RIGHTS;
    for (Map.Entry<EntryKey, Rfc4314Rights> entry : acl.getEntries().entrySet()) {
      if (means(entry.getKey(), user.asString(), owner.asString())) {
        if (entry.getKey().isNegative()) {
          taken = taken.union(entry.getValue());
        } else {
          given = given.union(entry.getValue());
        }
      }
    }
    return given.except(taken);
  }

  private boolean means(EntryKey key, String user, String owner) {
    return switch (key.getNameType()) {
      case user -> key.getName().equals(user);
      case group -> identifiers.groups(user).contains(key.getName());
      // Who isn't logged in sees nothing, so that anyone and authenticated are the same people.
      case special ->
          !key.getName().equals(SpecialName.owner.name()) && identifiers.anyoneReaches(owner, user);
    };
  }

  @Override
  public MailboxACL applyGlobalACL(MailboxACL resourceAcl) throws UnsupportedRightException {
    return james.applyGlobalACL(resourceAcl);
  }

  @Override
  public List<Rfc4314Rights> listRights(EntryKey key, Username owner)
      throws UnsupportedRightException {
    return james.listRights(key, owner);
  }
}
