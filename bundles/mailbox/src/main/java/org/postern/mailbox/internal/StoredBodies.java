package org.postern.mailbox.internal;

import java.io.IOException;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Lease;

/** Bodies of a folder's messages under one lease, which began before they were looked for. */
record StoredBodies(SelectedFolder folder, Lease lease) implements Folder.Bodies {

  @Override
  public void fetch(
      UidSet uids, Folder.Detail detail, long changedSince, Folder.BodyConsumer consumer)
      throws IOException {
    folder.fetch(
        uids,
        detail,
        changedSince,
        true,
        (message, place) -> consumer.accept(message, new StoredOctets(lease, place)));
  }

  @Override
  public void close() {
    lease.close();
  }

  private record StoredOctets(Lease lease, Lease.Place place) implements Folder.Octets {

    @Override
    public long length() {
      return place.length();
    }

    @Override
    public Maildrop.Body body() throws IOException {
      return of(EngineCalls.call(() -> lease.body(place)));
    }

    @Override
    public Maildrop.Body verified() throws IOException {
      return of(EngineCalls.call(() -> lease.verified(place)));
    }
  }

  static Maildrop.Body of(Lease.Body body) {
    return new Maildrop.Body(
        body.file(),
        body.position(),
        body.length(),
        body.headerLength(),
        body.transparent(),
        body.octets());
  }
}
