package org.postern.imap.internal;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mailbox.model.MailboxId;

/** CREATE (RFC 9051 6.3.4), for a special use (RFC 6154 3). */
final class Create implements Command.LoggedIn {
  @Override
  public String verb() {
    return "CREATE";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    String wire = in.astring();
    String given = MailboxNames.decode(wire, session.responses().utf8());
    Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
    boolean unknown = false;
    if (in.take(' ')) {
      in.open();
      do {
        if (!in.takeWord("USE")) {
          throw in.expected("USE");
        }
        in.space();
        in.open();
        while (in.peek() != ')') {
          Optional<SpecialUse> use = SpecialUse.of(in.flag());
          unknown |= use.isEmpty();
          use.ifPresent(uses::add);
          in.take(' ');
        }
        in.close();
      } while (in.take(' '));
      in.close();
    }
    in.end();
    if (unknown) {
      // RFC 6154 3
      throw new Failure.No(Code.USEATTR, "A mailbox can't be for that use");
    }
    String name = Places.forNew(given);
    if (!uses.isEmpty() && Places.ofOthers(name)) {
      throw new Failure.No(Code.USEATTR, "Only one of your own can be for a use");
    }
    user.requireCreation(name);
    requireFree(user, uses);
    user.requireRoom(name, session.options().mailboxLimit());
    Optional<MailboxId> id = user.create(name);
    if (id.isEmpty()) {
      throw new Failure.No(Code.ALREADYEXISTS, "There is a mailbox of that name already");
    }
    if (!uses.isEmpty()) {
      user.use(name, uses);
    }
    if (session.enabled().rev2() && !name.equals(wire)) {
      ListCommand.writeRenamed(session.responses(), name, wire);
    }
    // RFC 8474 4.1
    return new Done(new Code("MAILBOXID (" + id.get().serialize() + ")"), "CREATE completed");
  }

  /** One mailbox a use: clients take the first, so that a second one would be of no use. */
  private static void requireFree(User user, Set<SpecialUse> uses) throws Failure.No {
    if (uses.isEmpty()) {
      return;
    }
    for (String other : user.names()) {
      for (SpecialUse taken : user.uses(other)) {
        if (uses.contains(taken)) {
          throw new Failure.No(Code.USEATTR, "There is a mailbox for that use already");
        }
      }
    }
  }
}
