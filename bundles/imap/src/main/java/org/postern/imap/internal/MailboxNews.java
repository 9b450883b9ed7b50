package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.imap.internal.NotifyRequest.Event;
import org.postern.mailbox.MailboxChange;

/**
 * Tells what became of mailboxes themselves: of their names, subscriptions and annotations (RFC
 * 5465 5.4 to 5.7, 5.9). For one thread at a time, but for {@link #concerns}.
 */
final class MailboxNews {
  private final User user;
  private final NotifyRequest request;

  /** Whether mailboxes of anybody are asked for. */
  private final boolean anybody;

  /** Whose mailboxes are named: they may be made, or the user may get rights to them, later. */
  private final Set<Username> named = new HashSet<>();

  /** Whose mailboxes matter, beside the user's own. */
  private volatile Set<Username> owners;

  /** Mailboxes of others that the client may know of: at first, and as it was told since. */
  private Set<String> known = new HashSet<>();

  MailboxNews(User user, NotifyRequest request) {
    this.user = user;
    this.request = request;
    this.anybody =
        request.groups().stream()
            .flatMap(group -> group.filter().names().stream())
            .anyMatch(name -> name.equals("user"));
    request.groups().stream()
        .flatMap(group -> group.filter().names().stream())
        .forEach(name -> named.add(user.path(name + "/x").getUser()));
    owners = Set.copyOf(named);
  }

  /** What was noted. */
  sealed interface Note {
    /** By whom. */
    MailboxSession.SessionId session();
  }

  record OfMailbox(MailboxChange change) implements Note {
    @Override
    public MailboxSession.SessionId session() {
      return change.session();
    }
  }

  record OfMetadata(MetadataChanges.Change change) implements Note {
    @Override
    public MailboxSession.SessionId session() {
      return change.session();
    }
  }

  /** Whether there may be something to tell of a mailbox. Thread-safe. */
  boolean concerns(MailboxPath path) {
    return anybody || path.belongsTo(user.session()) || owners.contains(path.getUser());
  }

  /** What becomes of these mailboxes, and of others of their owners, has to be noted. */
  void concern(Set<String> names) {
    Set<Username> whose = new HashSet<>(named);
    names.forEach(name -> whose.add(user.path(name).getUser()));
    owners = whose;
  }

  /** Of these mailboxes the client could know when it began to be told of changes. */
  void know(Set<String> names) {
    Set<String> ofOthers = new HashSet<>(names);
    ofOthers.removeIf(user::owns);
    known = ofOthers;
  }

  void tell(Responses out, List<Note> notes) throws Failure.No, IOException {
    for (Note note : notes) {
      // RFC 5465 5: not what the client did itself.
      boolean own = note.session().equals(user.session().getSessionId());
      switch (note) {
        case OfMailbox(MailboxChange change) -> tell(out, change, own);
        case OfMetadata(MetadataChanges.Change change) -> {
          if (!own) {
            tell(out, change);
          }
        }
      }
    }
  }

  private boolean asks(Event event, String name) throws Failure.No {
    return request.asks(event)
        && request.asks(event, name, user.owns(name), user.subscriptions().contains(name));
  }

  private void tell(Responses out, MailboxChange change, boolean own)
      throws Failure.No, IOException {
    Optional<String> name = user.places().name(change.path());
    if (name.isEmpty()) {
      return;
    }
    if (own) {
      learn(change, name.get());
      return;
    }
    switch (change) {
      case MailboxChange.Created _ -> {
        if (user.exists(name.get())) {
          named(out, name.get(), "");
        }
      }
      case MailboxChange.Deleted _ -> {
        if (knew(name.get())) {
          named(out, name.get(), "");
        }
      }
      case MailboxChange.Renamed renamed -> {
        String from = user.places().name(renamed.from()).filter(this::knew).orElse("");
        // RFC 5465 5.4: of a mailbox that is named by one name only, that one is told.
        if (user.exists(name.get()) && asks(Event.MAILBOX_NAME, name.get())) {
          named(out, name.get(), from);
        } else if (!from.isEmpty()) {
          named(out, from, "");
        }
      }
      case MailboxChange.Rights _ -> {
        // RFC 5465 5.4: who is given the right l sees a mailbox that is new.
        if (!user.owns(name.get()) && knew(name.get()) != user.exists(name.get())) {
          named(out, name.get(), "");
        }
      }
      case MailboxChange.Subscription _ -> {
        // A subscription that ends was one: the group of those is meant either way.
        if (request.asks(Event.SUBSCRIPTION_CHANGE, name.get(), user.owns(name.get()), true)) {
          list(out, name.get(), "");
        }
      }
    }
  }

  /** What the client did itself it knows of. */
  private void learn(MailboxChange change, String name) throws Failure.No {
    if (change instanceof MailboxChange.Renamed renamed) {
      user.places().name(renamed.from()).ifPresent(known::remove);
    }
    if (user.owns(name) || !user.exists(name)) {
      known.remove(name);
    } else {
      known.add(name);
    }
  }

  /** Whether the client may have known of a mailbox before what is told now. */
  private boolean knew(String name) {
    return user.owns(name) || known.contains(name);
  }

  private void named(Responses out, String name, String old) throws Failure.No, IOException {
    if (asks(Event.MAILBOX_NAME, name)) {
      list(out, name, old);
    }
  }

  private void tell(Responses out, MetadataChanges.Change change) throws Failure.No, IOException {
    if (change.server()) {
      // Annotations of the server are those of the account.
      if (change.path().belongsTo(user.session()) && request.asks(Event.SERVER_METADATA_CHANGE)) {
        metadata(out, "", change.entries());
      }
      return;
    }
    Optional<String> name = user.places().name(change.path());
    if (name.isEmpty() || !asks(Event.MAILBOX_METADATA_CHANGE, name.get())) {
      return;
    }
    boolean owner = user.owns(name.get());
    List<String> entries = new ArrayList<>(change.entries());
    entries.removeIf(entry -> !owner && entry.startsWith("/private/"));
    if (!entries.isEmpty() && user.exists(name.get())) {
      metadata(out, name.get(), entries);
    }
  }

  // RFC 5464 4.4.2: names without values.
  private static void metadata(Responses out, String name, List<String> entries)
      throws IOException {
    out.ascii("* METADATA ").mailbox(name);
    for (String entry : entries) {
      out.octet(' ').string(entry);
    }
    out.end();
  }

  /** Tells of a mailbox that can be listed and not be read. */
  void tellNoAccess(Responses out, String name) throws IOException {
    out.ascii("* LIST (\\NoAccess) \"/\" ").mailbox(name).end();
  }

  /** The LIST response of a mailbox as it is now. */
  private void list(Responses out, String name, String old) throws Failure.No, IOException {
    ListRequest all =
        new ListRequest(
            EnumSet.noneOf(ListRequest.Select.class),
            "",
            List.of(new ListPattern(name)),
            EnumSet.of(
                ListRequest.Return.SUBSCRIBED,
                ListRequest.Return.CHILDREN,
                ListRequest.Return.SPECIAL_USE),
            Set.of(),
            List.of(),
            true);
    List<Listing.Entry> entries = new Listing(user, all).entries();
    List<String> attributes =
        entries.isEmpty() ? new ArrayList<>() : entries.getFirst().attributes();
    boolean exists = user.exists(name);
    if (entries.isEmpty() && !exists) {
      // RFC 5465 5.4
      attributes.add("\\NonExistent");
    }
    known.remove(old);
    if (!exists) {
      known.remove(name);
    } else if (!user.owns(name)) {
      known.add(name);
    }
    out.ascii("* LIST (").ascii(String.join(" ", attributes)).ascii(") \"/\" ").mailbox(name);
    if (!old.isEmpty()) {
      out.ascii(" (\"OLDNAME\" (").mailbox(old).ascii("))");
    }
    out.end();
  }
}
