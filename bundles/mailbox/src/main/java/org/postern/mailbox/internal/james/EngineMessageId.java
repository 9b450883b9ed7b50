package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.ThreadId;
import org.postern.mailbox.internal.engine.Engine;

/** The engine's permanent number of a message, the same for all its copies; never reused. */
public record EngineMessageId(long value) implements MessageId {

  /** The number in an id of ours; ids of another kind name no message of this store. */
  static long of(MessageId id) {
    return id instanceof EngineMessageId(long value) ? value : -1;
  }

  static ThreadId thread(long value) {
    return ThreadId.fromBaseMessageId(new EngineMessageId(value));
  }

  static long of(ThreadId id) {
    return of(id.getBaseMessageId());
  }

  @Override
  public String serialize() {
    return Long.toString(value);
  }

  @Override
  public boolean isSerializable() {
    return true;
  }

  /** Takes new ids from the engine. */
  public static final class Factory implements MessageId.Factory {
    private final Engine engine;

    public Factory(Engine engine) {
      this.engine = engine;
    }

    @Override
    public EngineMessageId fromString(String serialized) {
      return new EngineMessageId(Long.parseLong(serialized));
    }

    @Override
    public EngineMessageId generate() {
      try {
        return new EngineMessageId(engine.messages().nextId());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
