package org.postern.imap.internal;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.EditMode;
import org.apache.james.mailbox.model.MailboxACL.EntryKey;
import org.apache.james.mailbox.model.MailboxACL.NameType;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxACL.SpecialName;

/**
 * SETACL, DELETEACL, GETACL, LISTRIGHTS, MYRIGHTS (RFC 4314 3). The owner has all rights.
 * Identifiers are addresses, of accounts and of groups, and {@code anyone}: everybody of the
 * owner's domain. Behind a dash, they take rights away.
 */
final class Acl implements Command.LoggedIn {
  private static final String ANYONE = SpecialName.anyone.name();

  /** RFC 4314 4: whoever has none of these may not know of the mailbox by MYRIGHTS. */
  private static final Set<Right> KNOWING =
      Set.of(
          Right.Lookup,
          Right.Read,
          Right.Insert,
          Right.CreateMailbox,
          Right.DeleteMailbox,
          Right.Administer);

  /** Which of the commands. */
  enum Ask {
    SETACL,
    DELETEACL,
    GETACL,
    LISTRIGHTS,
    MYRIGHTS
  }

  private final Ask ask;

  Acl(Ask ask) {
    this.ask = ask;
  }

  @Override
  public String verb() {
    return ask.name();
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String name = session.mailbox(in);
    Responses out = session.responses();
    switch (ask) {
      case MYRIGHTS -> {
        in.end();
        tellMine(out, user, name);
      }
      case GETACL -> {
        in.end();
        requireAdministration(user, name);
        tell(out, user, name);
      }
      case LISTRIGHTS -> {
        in.space();
        String identifier = in.astring();
        in.end();
        requireAdministration(user, name);
        boolean owner = ofOwner(user, name, key(user, identifier));
        out.ascii("* LISTRIGHTS ").mailbox(name).octet(' ').string(identifier);
        // RFC 4314 3.5: what one has always, then what can be granted each on its own.
        out.ascii(owner ? " lrswipkxtea" : " \"\" l r s w i p k x t e a c d").end();
      }
      case DELETEACL -> {
        in.space();
        String identifier = in.astring();
        in.end();
        change(user, name, identifier, new Rfc4314Rights(), EditMode.REPLACE);
      }
      case SETACL -> {
        in.space();
        String identifier = in.astring();
        in.space();
        String letters = in.astring();
        in.end();
        EditMode mode =
            letters.startsWith("+")
                ? EditMode.ADD
                : letters.startsWith("-") ? EditMode.REMOVE : EditMode.REPLACE;
        String rights = mode == EditMode.REPLACE ? letters : letters.substring(1);
        change(user, name, identifier, Rights.read(rights), mode);
      }
    }
    return Done.of(verb() + " completed");
  }

  private static void change(
      User user, String name, String identifier, Rfc4314Rights rights, EditMode mode)
      throws Failure {
    requireAdministration(user, name);
    EntryKey key = key(user, identifier);
    if (ofOwner(user, name, key)) {
      throw new Failure.No(Code.CANNOT, "The owner has all rights");
    }
    user.grant(name, MailboxACL.command().key(key).rights(rights).mode(mode).build());
  }

  /** Whether it is the owner, by any of the owner's addresses. */
  private static boolean ofOwner(User user, String name, EntryKey key) {
    return key.getNameType() == NameType.user
        && key.getName().equals(user.path(name).getUser().asString());
  }

  // RFC 4314 4: the right a; who may not even know of the mailbox is told that there is none.
  private static void requireAdministration(User user, String name) throws Failure.No {
    Rfc4314Rights rights = user.rights(name);
    if (!rights.contains(Right.Lookup)) {
      throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
    if (!rights.contains(Right.Administer)) {
      throw new Failure.No(Code.NOPERM, "You need the right a to do that");
    }
  }

  /** Writes MYRIGHTS, of a mailbox that the user may know of. */
  static void tellMine(Responses out, User user, String name) throws Failure, IOException {
    Rfc4314Rights rights = user.rights(name);
    if (KNOWING.stream().noneMatch(rights::contains)) {
      throw new Failure.No(Code.NONEXISTENT, "There is no such mailbox");
    }
    out.ascii("* MYRIGHTS ").mailbox(name).octet(' ').ascii(Rights.write(rights)).end();
  }

  private static void tell(Responses out, User user, String name) throws Failure, IOException {
    out.ascii("* ACL ").mailbox(name).octet(' ').string(user.owner(name)).octet(' ');
    out.ascii(Rights.write(MailboxACL.FULL_RIGHTS));
    for (Map.Entry<EntryKey, Rfc4314Rights> entry : user.acl(name).getEntries().entrySet()) {
      String identifier = identifier(user, entry.getKey());
      if (!identifier.isEmpty() && !identifier.equals(user.owner(name))) {
        out.octet(' ').string(identifier);
        out.octet(' ').string(Rights.write(entry.getValue()));
      }
    }
    out.end();
  }

  /** The name of an entry; empty when its account or group is gone. */
  private static String identifier(User user, EntryKey key) {
    String sign = key.isNegative() ? "-" : "";
    return switch (key.getNameType()) {
      case user -> user.people().address(key.getName()).map(name -> sign + name).orElse("");
      case special -> key.getName().equals(ANYONE) ? sign + ANYONE : "";
      case group -> user.people().groupAddress(key.getName()).map(name -> sign + name).orElse("");
    };
  }

  /** RFC 4314 2: an account or a group by its address, or anyone; with a dash, a negative entry. */
  private static EntryKey key(User user, String identifier) throws Failure.No {
    boolean negative = identifier.startsWith("-");
    String name = negative ? identifier.substring(1) : identifier;
    if (name.equals(ANYONE)) {
      return new EntryKey(ANYONE, NameType.special, negative);
    }
    Optional<String> group = user.people().group(name);
    if (group.isPresent()) {
      return EntryKey.createGroupEntryKey(group.get(), negative);
    }
    String id =
        user.people()
            .id(name)
            .orElseThrow(
                () -> new Failure.No(Code.NONEXISTENT, "There is no such account or group"));
    return EntryKey.createUserEntryKey(id, negative);
  }
}
