package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.ThreadNotFoundException;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.mail.ThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.model.MimeMessageId;
import org.apache.james.mailbox.store.mail.model.Subject;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.engine.Messages.Row;
import org.postern.mailbox.internal.engine.Messages.ThreadKeys;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds threads by the engine's index of message ids and base subjects. */
final class EngineThreads implements ThreadIdGuessingAlgorithm {
  private final Engine engine;

  EngineThreads(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Mono<ThreadId> guessThreadIdReactive(
      MessageId id,
      Optional<MimeMessageId> mimeMessageId,
      Optional<MimeMessageId> inReplyTo,
      Optional<List<MimeMessageId>> references,
      Optional<Subject> subject,
      MailboxSession session) {
    List<String> ids = new ArrayList<>();
    mimeMessageId.map(MimeMessageId::getValue).ifPresent(ids::add);
    inReplyTo.map(MimeMessageId::getValue).ifPresent(ids::add);
    references.stream().flatMap(List::stream).map(MimeMessageId::getValue).forEach(ids::add);
    ThreadKeys keys =
        ThreadHeaders.of(ids, subject.map(Subject::getValue).orElse(""))
            .keys(session.getUser().asString());
    return Calls.mono(
        () -> {
          Optional<Long> thread =
              keys == null ? Optional.empty() : engine.messages().findThread(keys);
          return thread.map(EngineMessageId::thread).orElse(ThreadId.fromBaseMessageId(id));
        });
  }

  /** The user's own messages of a thread, by arrival. */
  @Override
  public Flux<MessageId> getMessageIdsInThread(ThreadId thread, MailboxSession session) {
    return Calls.flux(() -> members(EngineMessageId.of(thread), session))
        .switchIfEmpty(Mono.error(() -> new ThreadNotFoundException(thread)));
  }

  private List<MessageId> members(long thread, MailboxSession session) throws IOException {
    Messages messages = engine.messages();
    List<Long> ids = messages.threadMembers(thread);
    // One message may be in mailboxes of different people, and in different threads of theirs.
    Map<Long, Boolean> own = new HashMap<>();
    List<Long> visible = new ArrayList<>();
    for (Messages.Full full : messages.findById(ids)) {
      Row row = full.row();
      if (!own.containsKey(row.mailbox())) {
        Optional<Box> box = engine.mailboxes().find(row.mailbox());
        own.put(
            row.mailbox(),
            box.isPresent() && box.get().user().equals(session.getUser().asString()));
      }
      if (row.thread() == thread && own.get(row.mailbox())) {
        visible.add(row.id());
      }
    }
    return ids.stream()
        .distinct()
        .filter(visible::contains)
        .<MessageId>map(EngineMessageId::new)
        .toList();
  }
}
