package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** CANCELUPDATE: results need not be kept up to date any more (RFC 5267 4.3.5). */
final class CancelUpdate implements Command.InMailbox {
  @Override
  public String verb() {
    return "CANCELUPDATE";
  }

  @Override
  public Done run(Session session, Selected mailbox, CommandReader in) throws Failure, IOException {
    List<String> tags = new ArrayList<>();
    do {
      in.space();
      tags.add(in.astring());
    } while (in.peek() == ' ' && tags.size() <= Contexts.MOST);
    in.end();
    boolean known = true;
    for (String tag : tags) {
      known &= mailbox.contexts().cancel(tag);
    }
    if (!known) {
      throw new Failure.No("No search of that tag is kept up to date");
    }
    return Done.of("CANCELUPDATE completed");
  }
}
