package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.Maildrops;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.james.InlineEventBus;

/** Maildrops, each for one session at a time. */
public final class LockedMaildrops implements Maildrops {
  private final Engine engine;
  private final Places places;
  private final FolderEvents events;
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  public LockedMaildrops(Engine engine, InlineEventBus events) {
    this.engine = engine;
    this.places = new Places(engine.mailboxes(), events);
    this.events = new FolderEvents(events);
  }

  @Override
  public Maildrop open(String user, String mailbox) throws IOException {
    Box box =
        Places.isInbox(mailbox)
            ? places.inbox(user)
            : places
                .find(user, mailbox)
                .orElseThrow(() -> new NoSuchMailboxException("There is no mailbox " + mailbox));
    if (!open.add(box.id())) {
      throw new InUseException("Another session has the maildrop open");
    }
    try {
      return new SnapshotMaildrop(engine, box, events, () -> open.remove(box.id()));
    } catch (IOException | RuntimeException e) {
      open.remove(box.id());
      throw e;
    }
  }
}
