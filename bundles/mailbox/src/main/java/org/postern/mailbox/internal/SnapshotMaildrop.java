package org.postern.mailbox.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.EngineException;
import org.postern.mailbox.internal.engine.Lease;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages.Range;

/** The messages of a mailbox at one moment, kept in three arrays and a lease on their bodies. */
final class SnapshotMaildrop implements Maildrop {
  private final Engine engine;
  private final Box box;
  private final FolderEvents events;
  private final Runnable unlock;
  private final Lease lease;
  private final BitSet copies = new BitSet();
  private long[] uids = new long[64];
  private long[] ids = new long[64];
  private long[] sizes = new long[64];
  private int count;
  private boolean closed;

  SnapshotMaildrop(Engine engine, Box box, FolderEvents events, Runnable unlock)
      throws IOException {
    this.engine = engine;
    this.box = box;
    this.events = events;
    this.unlock = unlock;
    // The lease first: what the scan finds must stay readable.
    this.lease = engine.lease();
    try {
      engine.messages().scan(box.id(), Range.ALL, this::add);
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
    findCopies();
  }

  private void add(long uid, int flags, long modSeq, long size, long internalDate, long id) {
    if (count == uids.length) {
      uids = Arrays.copyOf(uids, count * 2);
      ids = Arrays.copyOf(ids, count * 2);
      sizes = Arrays.copyOf(sizes, count * 2);
    }
    uids[count] = uid;
    ids[count] = id;
    sizes[count] = size;
    count++;
  }

  /** Ids mostly ascend; only when one does not can a message be here twice. */
  private void findCopies() {
    boolean ascending = true;
    for (int i = 1; i < count && ascending; i++) {
      ascending = ids[i - 1] < ids[i];
    }
    if (!ascending) {
      Set<Long> seen = HashSet.newHashSet(count);
      for (int i = 0; i < count; i++) {
        if (!seen.add(ids[i])) {
          copies.set(i);
        }
      }
    }
  }

  private int checked(int index) {
    return Objects.checkIndex(index, count);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public long size(int index) {
    return sizes[checked(index)];
  }

  /** RFC 1939 7: two copies of one message in a maildrop need different unique-ids. */
  @Override
  public String uidl(int index) {
    String id = Long.toString(ids[checked(index)]);
    return copies.get(index) ? id + "." + uids[index] : id;
  }

  @Override
  public Body body(int index) throws IOException {
    long id = ids[checked(index)];
    return StoredBodies.of(lease.verified(id));
  }

  @Override
  public void delete(BitSet indexes) throws IOException {
    List<Long> doomed = new ArrayList<>(indexes.cardinality());
    indexes.stream().forEach(index -> doomed.add(uids[checked(index)]));
    if (doomed.isEmpty()) {
      return;
    }
    try {
      events.expunged(box, engine.messages().expunge(box.id(), doomed));
    } catch (EngineException.NoSuchMailbox e) {
      // The whole mailbox was deleted meanwhile, and these messages with it.
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      lease.close();
      unlock.run();
    }
  }
}
