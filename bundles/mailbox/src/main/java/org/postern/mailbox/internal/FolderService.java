package org.postern.mailbox.internal;

import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.events.MailboxEvents.MailboxACLUpdated;
import org.apache.james.mailbox.events.MailboxEvents.MailboxAdded;
import org.apache.james.mailbox.events.MailboxEvents.MailboxDeletion;
import org.apache.james.mailbox.events.MailboxEvents.MailboxEvent;
import org.apache.james.mailbox.events.MailboxEvents.MailboxRenamed;
import org.apache.james.mailbox.events.MailboxEvents.MailboxSubscribedEvent;
import org.apache.james.mailbox.events.MailboxEvents.MailboxUnsubscribedEvent;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxPath;
import org.postern.mailbox.Folder;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.FolderStatus;
import org.postern.mailbox.Folders;
import org.postern.mailbox.MailboxChange;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Mailboxes.Counters;
import org.postern.mailbox.internal.engine.Selections;
import org.postern.mailbox.internal.james.InlineEventBus;
import org.postern.mailbox.internal.james.JamesStore;

/** Folders straight from the engine; rights as James resolves them. */
public final class FolderService implements Folders {
  private final Engine engine;
  private final JamesStore james;
  private final AccountQuotas quotas;
  private final FolderEvents events;
  private final InlineEventBus bus;
  private final Places places;
  private final Clock clock;

  FolderService(
      Engine engine, JamesStore james, AccountQuotas quotas, InlineEventBus events, Clock clock) {
    this.engine = engine;
    this.james = james;
    this.quotas = quotas;
    this.events = new FolderEvents(events);
    this.bus = events;
    this.places = new Places(engine.mailboxes(), events);
    this.clock = clock;
  }

  /** A mailbox, with what the user may do there. */
  record Found(Box box, FolderRights rights) {
    /** RFC 4314 6: without the right l nobody is told that it is there. */
    boolean known() {
      return rights.has(Right.Lookup) || rights.has(Right.Read);
    }
  }

  /** What several classes of a folder work with. */
  record Tools(Engine engine, AccountQuotas quotas, FolderEvents events, Clock clock) {}

  Tools tools() {
    return new Tools(engine, quotas, events, clock);
  }

  Found find(MailboxSession session, MailboxPath path) throws IOException {
    return require(lookUp(session, path), path);
  }

  /** One that messages are put into: RFC 4314 4: COPY and APPEND need the right i alone. */
  Found findTarget(MailboxSession session, MailboxPath path) throws IOException {
    return require(
        found(session, path).filter(to -> to.known() || to.rights().has(Right.Insert)), path);
  }

  private static Found require(Optional<Found> found, MailboxPath path) throws FolderException {
    return found.orElseThrow(
        () -> new FolderException.NoSuchMailbox("There is no mailbox " + path.getName()));
  }

  private Optional<Found> lookUp(MailboxSession session, MailboxPath path) throws IOException {
    return found(session, path).filter(Found::known);
  }

  private Optional<Found> found(MailboxSession session, MailboxPath path) throws IOException {
    return EngineCalls.call(
        () -> {
          Optional<Box> box = box(session, path);
          if (box.isEmpty()) {
            return Optional.empty();
          }
          FolderRights rights = new FolderRights(james.rights(box.get(), session), path.getName());
          return Optional.of(new Found(box.get(), rights));
        });
  }

  /**
   * What somebody may do now with a mailbox that he has open: rights that change count from the
   * next command on (RFC 4314 4).
   */
  FolderRights rights(MailboxSession session, Box opened, String name) throws IOException {
    return EngineCalls.call(
        () -> {
          Box now =
              engine
                  .mailboxes()
                  .find(opened.id())
                  .orElseThrow(() -> new FolderException.NoSuchMailbox("The mailbox was deleted"));
          return new FolderRights(james.rights(now, session), name);
        });
  }

  private Optional<Box> box(MailboxSession session, MailboxPath path) throws IOException {
    String user = path.getUser().asString();
    boolean inbox = path.getNamespace().equals(Places.NAMESPACE) && Places.isInbox(path.getName());
    String name = inbox ? MailboxConstants.INBOX : path.getName();
    Optional<Box> box = engine.mailboxes().find(path.getNamespace(), user, name);
    // RFC 9051 5.1: everybody has an INBOX.
    return box.isEmpty() && inbox && user.equals(session.getUser().asString())
        ? Optional.of(places.inbox(user))
        : box;
  }

  @Override
  public Folder open(MailboxSession session, MailboxPath path, boolean readOnly)
      throws IOException {
    Found found = find(session, path);
    found.rights().require(Right.Read);
    engine.search().prepare();
    return EngineCalls.call(
        () -> {
          SelectedFolder opened = new SelectedFolder(this, session, path, found, readOnly);
          if (opened.highestModSeq() > 0) {
            return opened;
          }
          opened.close();
          engine.mailboxes().nextModSeq(found.box().id());
          return new SelectedFolder(this, session, path, found, readOnly);
        });
  }

  /**
   * Takes a mailbox in which nothing has happened yet to modseq 1 before a client is told of it:
   * HIGHESTMODSEQ is never 0 (RFC 7162 7), and the first message has to be newer than what was
   * told.
   */
  private Counters begun(Box box, Counters counters) throws IOException {
    if (counters.highestModSeq() > 0) {
      return counters;
    }
    engine.mailboxes().nextModSeq(box.id());
    return engine.mailboxes().counters(box.id());
  }

  @Override
  public Map<MailboxPath, FolderStatus> status(
      MailboxSession session, Collection<MailboxPath> paths, boolean deletedStorage)
      throws IOException {
    Map<MailboxPath, Box> boxes = LinkedHashMap.newLinkedHashMap(paths.size());
    for (MailboxPath path : paths) {
      lookUp(session, path)
          .filter(found -> found.rights().has(Right.Read))
          .ifPresent(found -> boxes.put(path, found.box()));
    }
    return EngineCalls.call(
        () -> {
          Map<Long, Counters> counters =
              engine.selections().counters(boxes.values().stream().map(Box::id).toList());
          Map<MailboxPath, FolderStatus> status = LinkedHashMap.newLinkedHashMap(boxes.size());
          for (Map.Entry<MailboxPath, Box> each : boxes.entrySet()) {
            Counters of = counters.get(each.getValue().id());
            if (of == null) {
              continue;
            }
            try {
              status.put(
                  each.getKey(),
                  status(each.getValue(), begun(each.getValue(), of), deletedStorage));
            } catch (EngineException.NoSuchMailbox deleted) {
              // Meanwhile; the others have their status.
            }
          }
          return status;
        });
  }

  FolderStatus status(Box box, Counters c, boolean deletedStorage) throws IOException {
    return new FolderStatus(
        c.messages(),
        c.unseen(),
        c.recent(),
        c.deleted(),
        c.bytes(),
        deletedStorage ? engine.selections().deletedBytes(box.id()) : -1,
        c.uidNext(),
        box.uidValidity(),
        c.highestModSeq(),
        Places.id(box));
  }

  @Override
  public long count(Username owner) throws IOException {
    return EngineCalls.call(() -> engine.mailboxes().count(Places.NAMESPACE, owner.asString()));
  }

  @Override
  public FolderAppend append(MailboxSession session, MailboxPath path) throws IOException {
    Found found = findTarget(session, path);
    found.rights().require(Right.Insert);
    return new UidAppend(tools(), found);
  }

  @Override
  public Registration listen(MailboxSession session, MailboxPath path, Runnable wake)
      throws IOException {
    Found found = find(session, path);
    Selections.Watch watch = engine.selections().watch(found.box().id());
    watch.listen(
        () -> {
          watch.skip();
          wake.run();
        });
    return watch::close;
  }

  @Override
  public Registration listen(Consumer<MailboxChange> listener) {
    return bus.hearOfMailboxes(event -> change(event).ifPresent(listener));
  }

  private static Optional<MailboxChange> change(MailboxEvent event) {
    MailboxSession.SessionId session = event.getSessionId();
    MailboxPath path = event.getMailboxPath();
    return Optional.ofNullable(
        switch (event) {
          case MailboxAdded _ -> new MailboxChange.Created(session, path);
          case MailboxDeletion _ -> new MailboxChange.Deleted(session, path);
          case MailboxRenamed to -> new MailboxChange.Renamed(session, path, to.getNewPath());
          case MailboxACLUpdated _ -> new MailboxChange.Rights(session, path);
          case MailboxSubscribedEvent by ->
              new MailboxChange.Subscription(session, path, by.getUsername());
          case MailboxUnsubscribedEvent by ->
              new MailboxChange.Subscription(session, path, by.getUsername());
          default -> null;
        });
  }
}
