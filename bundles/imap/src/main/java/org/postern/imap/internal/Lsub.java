package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** LSUB: subscribed names (RFC 3501 6.3.9). */
final class Lsub implements Command.LoggedIn {
  @Override
  public String verb() {
    return "LSUB";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    boolean utf8 = session.responses().utf8();
    Optional<String> reference = MailboxNames.read(in.astring(), utf8);
    in.space();
    ListPattern pattern = ListPattern.read(reference, in, utf8);
    in.end();
    Set<String> subscribed = user.subscriptions();
    TreeMap<String, List<String>> lines = new TreeMap<>();
    for (String name : subscribed) {
      if (pattern.matches(name)) {
        lines.put(name, List.of());
      } else if (pattern.pattern().endsWith("%")) {
        // RFC 3501 6.3.9: of foo/bar, "%" lists foo.
        for (String parent : MailboxNames.parents(name)) {
          if (pattern.matches(parent)) {
            lines.putIfAbsent(parent, List.of("\\Noselect"));
          }
        }
      }
    }
    for (var line : lines.entrySet()) {
      List<String> attributes = subscribed.contains(line.getKey()) ? List.of() : line.getValue();
      ListCommand.write(
          session.responses(),
          "LSUB",
          new Listing.Entry(line.getKey(), attributes, List.of(), true));
    }
    return Done.of("LSUB completed");
  }
}
