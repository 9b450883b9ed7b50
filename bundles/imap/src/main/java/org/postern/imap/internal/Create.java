package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    List<String> asked = new ArrayList<>();
    if (in.take(' ')) {
      in.open();
      do {
        if (!in.takeWord("USE")) {
          throw in.expected("USE");
        }
        in.space();
        in.open();
        while (in.peek() != ')') {
          asked.add(in.flag());
          in.take(' ');
        }
        in.close();
      } while (in.take(' '));
      in.close();
    }
    in.end();
    Set<SpecialUse> uses = SpecialUse.asked(asked);
    String name = Places.forNew(given);
    if (!uses.isEmpty() && Places.ofOthers(name)) {
      throw new Failure.No(Code.USEATTR, "Only one of your own can be for a use");
    }
    user.requireCreation(name);
    SpecialUse.requireFree(user, uses, name);
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
}
