package org.postern.mailbox.internal.james;

import org.apache.james.mailbox.model.MailboxId;

/** The engine's number of a mailbox; never reused. */
public record EngineMailboxId(long value) implements MailboxId {

  /** The number in an id of ours; ids of another kind name no mailbox of this store. */
  static long of(MailboxId id) {
    return id instanceof EngineMailboxId(long value) ? value : -1;
  }

  @Override
  public String serialize() {
    return Long.toString(value);
  }

  /** Reads what {@link #serialize} wrote. */
  public static final class Factory implements MailboxId.Factory {
    @Override
    public EngineMailboxId fromString(String serialized) {
      return new EngineMailboxId(Long.parseLong(serialized));
    }
  }
}
