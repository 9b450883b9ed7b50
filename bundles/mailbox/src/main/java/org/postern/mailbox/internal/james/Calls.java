package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxExistsException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.postern.mailbox.internal.engine.EngineException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Calls the engine in the caller's thread, and turns its exceptions into James'. */
final class Calls {
  private Calls() {}

  /** A call of the engine. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException, MailboxException;
  }

  /** A call of the engine without a result. */
  @FunctionalInterface
  interface Run {
    void run() throws IOException, MailboxException;
  }

  static <T> T call(Call<T> call) throws MailboxException {
    try {
      return call.run();
    } catch (IOException e) {
      throw translated(e);
    }
  }

  static void run(Run run) throws MailboxException {
    try {
      run.run();
    } catch (IOException e) {
      throw translated(e);
    }
  }

  /** For methods of James' that declare no exception. */
  static <T> T unchecked(Call<T> call) {
    try {
      return call.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MailboxException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Runs at subscription, in the thread that subscribes; empty when the result is null. */
  static <T> Mono<T> mono(Call<T> call) {
    return Mono.fromCallable(() -> call(call));
  }

  static Mono<Void> monoRun(Run run) {
    return Mono.fromCallable(
        () -> {
          run(run);
          return null;
        });
  }

  static <T> Flux<T> flux(Call<? extends Iterable<T>> call) {
    return Flux.defer(
        () -> {
          try {
            return Flux.fromIterable(call(call));
          } catch (MailboxException e) {
            return Flux.error(e);
          }
        });
  }

  static MailboxException translated(IOException e) {
    return switch (e) {
      case EngineException.NoSuchMailbox gone -> new MailboxNotFoundException(gone.getMessage());
      case EngineException.MailboxExists taken -> new MailboxExistsException(taken.getMessage());
      default -> new MailboxException(e.getMessage(), e);
    };
  }
}
