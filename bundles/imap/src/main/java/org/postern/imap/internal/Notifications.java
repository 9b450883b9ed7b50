package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.imap.internal.NotifyRequest.Event;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.FolderStatus;
import org.postern.mailbox.Folders;
import org.postern.mailbox.MailboxChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session that has used NOTIFY is told of other mailboxes than the selected one (RFC 5465).
 * Who changes something only notes it here, in bounded room; who has the session's turn tells it:
 * the session's own thread, or that of a {@link Watch}. What is told is as things are then, rights
 * included.
 */
final class Notifications implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

  /** Mailboxes of which messages are watched. */
  private static final int MAILBOXES = 1_000;

  private final Session session;
  private final User user;
  private final NotifyRequest request;
  private final MailboxNews news;
  private final List<Folders.Registration> registrations = new ArrayList<>();
  private final Map<String, Watched> watched = new TreeMap<>();

  /** Mailboxes that can be listed and not be read; true when that was told. */
  private final Map<String, Boolean> denied = new TreeMap<>();

  private final Noted noted = new Noted();

  Notifications(Session session, NotifyRequest request) {
    this.session = session;
    this.user = session.user();
    this.request = request;
    this.news = new MailboxNews(user, request);
  }

  /** A mailbox of which messages are watched. */
  private static final class Watched {
    final Folders.Registration registration;
    Set<Event> events;

    /** What the client was told, or would have been. */
    FolderStatus last;

    /** Messages that this session has added since. */
    long own;

    Watched(Folders.Registration registration, Set<Event> events) {
      this.registration = registration;
      this.events = events;
    }
  }

  /**
   * Begins to note what happens, and tells how things are if that is asked for.
   *
   * @throws Failure.No when it is too much
   */
  void begin(Responses out) throws Failure.No, IOException {
    registrations.add(user.folders().listen(this::changed));
    registrations.add(
        session
            .server()
            .metadata()
            .listen(change -> note(new MailboxNews.OfMetadata(change), change.path())));
    watch(List.of());
    news.know(listable(user.subscriptions()));
    tellDenied(out);
    if (request.status()) {
      // RFC 5465 3.1
      for (Map.Entry<String, Watched> each : watched.entrySet()) {
        Watched of = each.getValue();
        if (!session.selects(of.last.mailboxId())) {
          write(out, each.getKey(), of, of.last, true, true);
        }
      }
    }
  }

  // NOTING

  private void changed(MailboxChange change) {
    if (!(change instanceof MailboxChange.Subscription by)
        || by.user().equals(user.session().getUser())) {
      note(new MailboxNews.OfMailbox(change), change.path());
    }
  }

  private void note(MailboxNews.Note note, MailboxPath path) {
    if (news.concerns(path)) {
      noted.add(note);
    }
  }

  /** See {@link Noted#wake}. */
  void wake(Runnable listener) {
    noted.wake(listener);
  }

  /** This session added messages to a mailbox: it need not be told of them (RFC 5465 5). */
  void added(String mailboxId, long count) {
    for (Watched of : watched.values()) {
      if (of.last.mailboxId().equals(mailboxId)) {
        of.own += count;
      }
    }
  }

  // TELLING

  /** Tells what was noted. */
  void tell(Responses out) throws IOException {
    Noted.Notes notes = noted.take();
    boolean tooMuch = notes.overflow();
    Set<String> names = notes.changed();
    try {
      if (!notes.news().isEmpty()) {
        // Watched first: what happens after the client has heard of a mailbox, it hears as well.
        names.addAll(watch(notes.news()));
        news.tell(out, notes.news());
        tellDenied(out);
      }
      if (!names.isEmpty()) {
        figures(out, names);
      }
    } catch (Failure.No | FolderException e) {
      LOG.warn("{}: no more notifications: {}", session.connection().id(), e.getMessage());
      tooMuch = true;
    }
    if (tooMuch) {
      // RFC 5465 5.8: as if there had been NOTIFY NONE.
      session.notifications(null, Interest.NONE);
      out.status("OK", Code.NOTIFICATIONOVERFLOW, "Too much has happened; NOTIFY again");
    }
  }

  /**
   * Watches what is to be watched now.
   *
   * @param notes what has happened since the last call
   * @return mailboxes of which there may be something to tell already
   */
  private Set<String> watch(List<MailboxNews.Note> notes) throws Failure.No, IOException {
    Map<String, Watched> before = new HashMap<>();
    Set<String> created = new HashSet<>();
    for (MailboxNews.Note note : notes) {
      if (note instanceof MailboxNews.OfMailbox(MailboxChange change)) {
        switch (change) {
          case MailboxChange.Created _ -> user.places().name(change.path()).ifPresent(created::add);
          case MailboxChange.Deleted _ -> leave(change.path(), before);
          case MailboxChange.Renamed renamed -> leave(renamed.from(), before);
          case MailboxChange.Rights _, MailboxChange.Subscription _ -> {}
        }
      }
    }
    Map<String, Set<Event>> wanted = wanted();
    deny(wanted);
    for (String name : List.copyOf(watched.keySet())) {
      if (!wanted.containsKey(name)) {
        leave(user.path(name), before);
      }
    }
    Map<MailboxPath, String> fresh = new LinkedHashMap<>();
    for (Map.Entry<String, Set<Event>> each : wanted.entrySet()) {
      Watched known = watched.get(each.getKey());
      if (known != null) {
        known.events = each.getValue();
      } else if (listen(each.getKey(), each.getValue())) {
        fresh.put(user.path(each.getKey()), each.getKey());
      }
    }
    return figuresOfFresh(fresh, created, before);
  }

  /** Takes away what may not be read. */
  private void deny(Map<String, Set<Event>> wanted) throws Failure.No {
    denied.keySet().retainAll(wanted.keySet());
    for (String name : List.copyOf(wanted.keySet())) {
      if (user.owns(name) || user.has(name, Right.Read)) {
        denied.remove(name);
      } else {
        wanted.remove(name);
        denied.putIfAbsent(name, false);
      }
    }
  }

  /** Tells of each of these once (RFC 5465 3.1, 5.9). */
  private void tellDenied(Responses out) throws IOException {
    for (Map.Entry<String, Boolean> each : denied.entrySet()) {
      if (!each.setValue(true)) {
        news.tellNoAccess(out, each.getKey());
      }
    }
  }

  /** Watches a mailbox; its figures are not known yet. */
  private boolean listen(String name, Set<Event> events) throws IOException {
    try {
      watched.put(
          name,
          new Watched(
              user.folders().listen(user.session(), user.path(name), () -> noted.changed(name)),
              events));
      return true;
    } catch (FolderException.NoSuchMailbox e) {
      // Deleted meanwhile, which is told as well.
      return false;
    }
  }

  private Set<String> figuresOfFresh(
      Map<MailboxPath, String> fresh, Set<String> created, Map<String, Watched> before)
      throws IOException {
    Set<String> news = new LinkedHashSet<>();
    Map<MailboxPath, FolderStatus> figures =
        user.folders().status(user.session(), fresh.keySet(), false);
    for (Map.Entry<MailboxPath, String> each : fresh.entrySet()) {
      String name = each.getValue();
      FolderStatus now = figures.get(each.getKey());
      if (now == null) {
        watched.remove(name).registration.close();
        continue;
      }
      Watched of = watched.get(name);
      Watched renamed = before.get(now.mailboxId());
      if (renamed != null) {
        of.last = renamed.last;
        of.own = renamed.own;
      } else {
        // A new one was empty when the client was told that it is there.
        of.last = created.contains(name) ? empty(now) : now;
      }
      if (of.last != now) {
        news.add(name);
      }
    }
    return news;
  }

  private static FolderStatus empty(FolderStatus now) {
    return new FolderStatus(
        0, 0, 0, 0, 0, -1, 1, now.uidValidity(), now.highestModSeq(), now.mailboxId());
  }

  private void leave(MailboxPath path, Map<String, Watched> before) {
    String name = user.places().name(path).orElse("");
    Watched of = watched.remove(name);
    if (of != null) {
      of.registration.close();
      before.put(of.last.mailboxId(), of);
    }
  }

  /** The mailboxes whose messages are to be watched. */
  private Map<String, Set<Event>> wanted() throws Failure.No {
    Set<String> subscribed = user.subscriptions();
    Map<String, Set<Event>> wanted = new TreeMap<>();
    for (String name : listable(subscribed)) {
      Set<Event> events = request.ofMessages(name, user.owns(name), subscribed.contains(name));
      if (!events.isEmpty()) {
        wanted.put(name, events);
      }
    }
    if (wanted.size() > MAILBOXES) {
      throw new Failure.No(
          Code.NOTIFICATIONOVERFLOW, "NOTIFY watches " + MAILBOXES + " mailboxes at most");
    }
    return wanted;
  }

  /** All mailboxes that groups may be about; the right l is looked at. */
  private Set<String> listable(Set<String> subscribed) throws Failure.No {
    Set<String> names = new TreeSet<>(user.names());
    Set<String> others = new TreeSet<>(subscribed);
    request.groups().forEach(group -> others.addAll(group.filter().names()));
    others.removeAll(names);
    for (String name : others) {
      if (user.exists(name)) {
        names.add(name);
      }
    }
    news.concern(names);
    return names;
  }

  // FIGURES

  /** Tells the figures that have changed. */
  private void figures(Responses out, Set<String> names) throws Failure.No, IOException {
    Map<MailboxPath, String> paths = new LinkedHashMap<>();
    for (String name : names) {
      if (watched.containsKey(name)) {
        paths.put(user.path(name), name);
      }
    }
    Map<MailboxPath, FolderStatus> figures =
        user.folders().status(user.session(), paths.keySet(), false);
    for (Map.Entry<MailboxPath, String> each : paths.entrySet()) {
      FolderStatus now = figures.get(each.getKey());
      Watched of = watched.get(each.getValue());
      if (now == null) {
        continue;
      }
      FolderStatus last = of.last;
      boolean messages = now.messages() != last.messages() || now.uidNext() != last.uidNext();
      boolean flags = now.highestModSeq() != last.highestModSeq();
      boolean own =
          of.own > 0
              && now.uidNext() == last.uidNext() + of.own
              && now.messages() == last.messages() + of.own;
      of.last = now;
      of.own = 0;
      if (!own && !session.selects(now.mailboxId()) && lookup(each.getValue())) {
        write(out, each.getValue(), of, now, messages, flags);
      }
    }
  }

  /** RFC 5465 5: the right l is needed, and r, without which there are no figures. */
  private boolean lookup(String name) throws Failure.No {
    if (user.owns(name)) {
      return true;
    }
    return user.has(name, Right.Lookup);
  }

  /**
   * @param messages whether some came or went
   * @param flags whether something else happened
   */
  private void write(
      Responses out, String name, Watched of, FolderStatus now, boolean messages, boolean flags)
      throws IOException {
    Set<StatusItems> items = EnumSet.noneOf(StatusItems.class);
    if (messages) {
      // RFC 5465 5.2, 5.3
      items.add(StatusItems.MESSAGES);
      items.add(StatusItems.UIDNEXT);
    }
    boolean flagChanges = of.events.contains(Event.FLAG_CHANGE);
    if (flagChanges && (messages || flags)) {
      // RFC 5465 5.1 asks for the modseq; of more use to some is how many are unseen.
      items.add(StatusItems.UNSEEN);
    }
    if (items.isEmpty()) {
      return;
    }
    items.add(StatusItems.UIDVALIDITY);
    if (flagChanges || session.enabled().condstore()) {
      // RFC 5465 3.1, 5.1, 5.2
      items.add(StatusItems.HIGHESTMODSEQ);
    }
    StatusItems.write(out, session.options(), name, items, now);
  }

  /** Notes nothing any more. */
  @Override
  public void close() {
    noted.close();
    registrations.forEach(Folders.Registration::close);
    watched.values().forEach(each -> each.registration.close());
    watched.clear();
  }
}
