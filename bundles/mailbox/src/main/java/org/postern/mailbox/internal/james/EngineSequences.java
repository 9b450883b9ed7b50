package org.postern.mailbox.internal.james;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;
import org.postern.mailbox.internal.engine.Mailboxes;
import org.postern.mailbox.internal.engine.Mailboxes.Counters;
import reactor.core.publisher.Mono;

/** Takes uids and modseqs ahead of a message, for the few callers of James' that do. */
final class EngineSequences implements UidProvider, ModSeqProvider {
  private final Mailboxes mailboxes;

  EngineSequences(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  static Optional<MessageUid> lastUid(Counters counters) {
    return counters.uidNext() > 1
        ? Optional.of(MessageUid.of(counters.uidNext() - 1))
        : Optional.empty();
  }

  @Override
  public MessageUid nextUid(Mailbox mailbox) throws MailboxException {
    return nextUid(mailbox.getMailboxId());
  }

  @Override
  public MessageUid nextUid(MailboxId id) throws MailboxException {
    return MessageUid.of(Calls.call(() -> mailboxes.nextUid(EngineMailboxId.of(id))));
  }

  @Override
  public Mono<MessageUid> nextUidReactive(MailboxId id) {
    return Calls.mono(() -> nextUid(id));
  }

  @Override
  public Mono<List<MessageUid>> nextUids(MailboxId id, int count) {
    return Calls.mono(
        () -> {
          List<MessageUid> uids = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            uids.add(nextUid(id));
          }
          return uids;
        });
  }

  @Override
  public Optional<MessageUid> lastUid(Mailbox mailbox) throws MailboxException {
    return lastUid(
        Calls.call(() -> mailboxes.counters(EngineMailboxId.of(mailbox.getMailboxId()))));
  }

  @Override
  public Mono<Optional<MessageUid>> lastUidReactive(Mailbox mailbox) {
    return Calls.mono(() -> lastUid(mailbox));
  }

  @Override
  public ModSeq nextModSeq(Mailbox mailbox) throws MailboxException {
    return nextModSeq(mailbox.getMailboxId());
  }

  @Override
  public ModSeq nextModSeq(MailboxId id) throws MailboxException {
    return ModSeq.of(Calls.call(() -> mailboxes.nextModSeq(EngineMailboxId.of(id))));
  }

  @Override
  public Mono<ModSeq> nextModSeqReactive(MailboxId id) {
    return Calls.mono(() -> nextModSeq(id));
  }

  @Override
  public ModSeq highestModSeq(Mailbox mailbox) throws MailboxException {
    return highestModSeq(mailbox.getMailboxId());
  }

  @Override
  public ModSeq highestModSeq(MailboxId id) throws MailboxException {
    return ModSeq.of(Calls.call(() -> mailboxes.counters(EngineMailboxId.of(id)).highestModSeq()));
  }

  @Override
  public Mono<ModSeq> highestModSeqReactive(Mailbox mailbox) {
    return Calls.mono(() -> highestModSeq(mailbox));
  }
}
