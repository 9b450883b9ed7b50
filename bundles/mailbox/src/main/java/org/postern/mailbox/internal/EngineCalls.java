package org.postern.mailbox.internal;

import java.io.IOException;
import org.postern.mailbox.FolderException;
import org.postern.mailbox.internal.engine.EngineException;

/** Calls the engine, and turns its exceptions into those of folders. */
final class EngineCalls {
  private EngineCalls() {}

  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  static <T> T call(Call<T> call) throws FolderException {
    try {
      return call.run();
    } catch (IOException e) {
      throw translated(e);
    }
  }

  static FolderException translated(IOException e) {
    return switch (e) {
      case FolderException already -> already;
      case EngineException.NoSuchMailbox gone ->
          new FolderException.NoSuchMailbox("The mailbox was deleted");
      case EngineException.NoSuchMessage gone ->
          new FolderException.Expunged("The message was expunged");
      case EngineException.TooManyKeywords many ->
          new FolderException.TooManyKeywords(many.getMessage());
      case EngineException.NoSpace full -> new FolderException.NoSpace(full.getMessage(), full);
      default -> new FolderException.Unavailable(e.getMessage(), e);
    };
  }
}
