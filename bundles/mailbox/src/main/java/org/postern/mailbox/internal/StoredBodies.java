package org.postern.mailbox.internal;

import java.io.IOException;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.internal.engine.Lease;

/** Bodies under one lease. */
record StoredBodies(Lease lease) implements Folder.Bodies {

  private static Maildrop.Body of(Lease.Body body) {
    return new Maildrop.Body(
        body.file(),
        body.position(),
        body.length(),
        body.headerLength(),
        body.transparent(),
        body.octets());
  }

  @Override
  public Maildrop.Body body(long id) throws IOException {
    return of(EngineCalls.call(() -> lease.body(id)));
  }

  @Override
  public Maildrop.Body verified(long id) throws IOException {
    return of(EngineCalls.call(() -> lease.verified(id)));
  }

  @Override
  public void close() {
    lease.close();
  }
}
