package org.postern.imap.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.mailbox.FolderStatus;

/** LIST (RFC 9051 6.3.9). */
final class ListCommand implements Command.LoggedIn {
  @Override
  public String verb() {
    return "LIST";
  }

  @Override
  public Done run(Session session, User user, CommandReader in) throws Failure, IOException {
    in.space();
    ListRequest request = ListRequest.read(session, in);
    if (request.asksForRoot()) {
      // RFC 9051 6.3.9: the empty pattern asks for the separator and for the reference's root.
      Responses out = session.responses();
      out.ascii("* LIST (\\Noselect) \"/\" ").mailbox(Places.root(request.reference())).end();
      return Done.of("LIST completed");
    }
    List<Listing.Entry> entries = new Listing(user, request).entries();
    Map<MailboxPath, FolderStatus> figures = Map.of();
    if (!request.status().isEmpty()) {
      List<MailboxPath> paths =
          entries.stream().filter(Listing.Entry::exists).map(e -> user.path(e.name())).toList();
      figures =
          user.folders()
              .status(
                  user.session(), paths, request.status().contains(StatusItems.DELETED_STORAGE));
      if (request.status().contains(StatusItems.HIGHESTMODSEQ)) {
        Enable.condstore(session);
      }
    }
    for (Listing.Entry entry : entries) {
      write(session.responses(), "LIST", entry);
      FolderStatus status = figures.get(user.path(entry.name()));
      if (status != null) {
        StatusItems.write(
            session.responses(), session.options(), entry.name(), request.status(), status);
      }
      if (entry.exists() && request.returns().contains(ListRequest.Return.MYRIGHTS)) {
        // RFC 8440 3
        Acl.tellMine(session.responses(), user, entry.name());
      }
      if (entry.exists() && !request.metadata().isEmpty()) {
        Metadata.list(session.responses(), user, entry.name(), request.metadata());
      }
    }
    return Done.of("LIST completed");
  }

  static void write(Responses out, String word, Listing.Entry entry) throws IOException {
    out.ascii("* ").ascii(word).ascii(" (").ascii(String.join(" ", entry.attributes()));
    out.ascii(") \"/\" ").mailbox(entry.name());
    if (!entry.childInfo().isEmpty()) {
      out.ascii(" (\"CHILDINFO\" (\"").ascii(String.join("\" \"", entry.childInfo())).ascii("\"))");
    }
    out.end();
  }

  /** Tells a client the name that a mailbox has now instead of another (RFC 9051 6.3.9.7). */
  static void writeRenamed(Responses out, String name, String old) throws IOException {
    out.ascii("* LIST () \"/\" ").mailbox(name).ascii(" (\"OLDNAME\" (").mailbox(old);
    out.ascii("))").end();
  }
}
