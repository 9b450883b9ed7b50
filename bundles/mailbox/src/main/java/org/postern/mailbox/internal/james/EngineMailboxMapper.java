package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.james.core.Username;
import org.apache.james.mailbox.acl.ACLDiff;
import org.apache.james.mailbox.exception.MailboxExistsException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.EntryKey;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.model.search.MailboxQuery;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.postern.mailbox.internal.engine.Mailboxes;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Mailboxes and their access rights. */
final class EngineMailboxMapper implements MailboxMapper {
  private final Mailboxes mailboxes;
  private final Creation creation;
  private final Identifiers identifiers;
  private final AclResolver acls;

  /** How a mailbox is made: with or without the uidvalidity that James suggests. */
  @FunctionalInterface
  interface Creation {
    Box create(Mailboxes mailboxes, MailboxPath path, UidValidity suggested) throws IOException;
  }

  EngineMailboxMapper(
      Mailboxes mailboxes, Creation creation, Identifiers identifiers, AclResolver acls) {
    this.mailboxes = mailboxes;
    this.creation = creation;
    this.identifiers = identifiers;
    this.acls = acls;
  }

  /** With the uidvalidity that is asked for. */
  static Box createAsAsked(Mailboxes mailboxes, MailboxPath path, UidValidity asked)
      throws IOException {
    return mailboxes.create(path.getNamespace(), user(path), path.getName(), asked.asLong());
  }

  static Mailbox mailbox(Box box) throws UnsupportedRightException {
    Mailbox mailbox =
        new Mailbox(path(box), UidValidity.of(box.uidValidity()), new EngineMailboxId(box.id()));
    if (!box.acl().isEmpty()) {
      mailbox.setACL(acl(box.acl()));
    }
    return mailbox;
  }

  static MailboxPath path(Box box) {
    return new MailboxPath(box.namespace(), Username.of(box.user()), box.name());
  }

  private static String user(MailboxPath path) {
    return path.getUser().asString();
  }

  @Override
  public Mono<Mailbox> create(MailboxPath path, UidValidity uidValidity) {
    return Calls.mono(() -> mailbox(creation.create(mailboxes, path, uidValidity)));
  }

  @Override
  public Mono<MailboxId> rename(Mailbox mailbox) {
    MailboxId id = Objects.requireNonNull(mailbox.getMailboxId());
    MailboxPath path = mailbox.generateAssociatedPath();
    return Calls.mono(
        () -> {
          long number = EngineMailboxId.of(id);
          if (mailboxes.find(number).isEmpty()) {
            throw new MailboxNotFoundException(id);
          }
          if (mailboxes.find(path.getNamespace(), user(path), path.getName()).isPresent()) {
            throw new MailboxExistsException(path.getName());
          }
          mailboxes.rename(number, path.getNamespace(), user(path), path.getName());
          return id;
        });
  }

  @Override
  public Mono<Void> delete(Mailbox mailbox) {
    return Calls.monoRun(() -> mailboxes.delete(EngineMailboxId.of(mailbox.getMailboxId())));
  }

  @Override
  public Mono<Mailbox> findMailboxByPath(MailboxPath path) {
    return Calls.mono(
        () -> {
          Optional<Box> box = mailboxes.find(path.getNamespace(), user(path), path.getName());
          return box.isEmpty() ? null : mailbox(box.get());
        });
  }

  @Override
  public Mono<Boolean> pathExists(MailboxPath path) {
    return Calls.mono(
        () -> mailboxes.find(path.getNamespace(), user(path), path.getName()).isPresent());
  }

  @Override
  public Mono<Mailbox> findMailboxById(MailboxId id) {
    return Calls.mono(
        () -> {
          Optional<Box> box = mailboxes.find(EngineMailboxId.of(id));
          if (box.isEmpty()) {
            throw new MailboxNotFoundException(id);
          }
          return mailbox(box.get());
        });
  }

  @Override
  public Flux<Mailbox> findNonPersonalMailboxes(Username user, Right right) {
    return mailboxes(() -> entitled(user))
        .filter(mailbox -> !mailbox.getUser().equals(user))
        .<Mailbox>handle(
            (mailbox, sink) -> {
              try {
                if (acls.resolveRights(user, mailbox.getACL(), mailbox.getUser()).contains(right)) {
                  sink.next(mailbox);
                }
              } catch (UnsupportedRightException e) {
                sink.error(e);
              }
            });
  }

  /** Mailboxes with an entry that may mean somebody, each once. */
  private Collection<Box> entitled(Username user) throws IOException {
    Map<Long, Box> boxes = new LinkedHashMap<>();
    List<EntryKey> keys = new ArrayList<>();
    keys.add(EntryKey.createUserEntryKey(user));
    identifiers.groups(user.asString()).forEach(g -> keys.add(EntryKey.createGroupEntryKey(g)));
    keys.add(MailboxACL.ANYONE_KEY);
    keys.add(MailboxACL.AUTHENTICATED_KEY);
    for (EntryKey key : keys) {
      mailboxes.withAclEntry(key.serialize()).forEach(box -> boxes.putIfAbsent(box.id(), box));
    }
    return boxes.values();
  }

  @Override
  public Flux<Mailbox> findMailboxWithPathLike(MailboxQuery.UserBound query) {
    return mailboxes(
            () -> mailboxes.list(query.getFixedNamespace(), query.getFixedUser().asString(), ""))
        .filter(query::matches);
  }

  @Override
  public Flux<MailboxId> userMailboxes(Username user) {
    return Calls.flux(() -> mailboxes.list(MailboxConstants.USER_NAMESPACE, user.asString(), ""))
        .map(box -> new EngineMailboxId(box.id()));
  }

  @Override
  public Mono<Boolean> hasChildren(Mailbox mailbox, char delimiter) {
    return Calls.mono(
        () -> mailboxes.hasChildren(EngineMailboxId.of(mailbox.getMailboxId()), delimiter));
  }

  @Override
  public Mono<ACLDiff> updateACL(Mailbox mailbox, MailboxACL.ACLCommand command) {
    return changeAcl(mailbox, old -> old.apply(command));
  }

  @Override
  public Mono<ACLDiff> setACL(Mailbox mailbox, MailboxACL acl) {
    return changeAcl(mailbox, old -> acl);
  }

  @Override
  public Flux<Mailbox> list() {
    return mailboxes(mailboxes::list);
  }

  private Flux<Mailbox> mailboxes(Calls.Call<? extends Iterable<Box>> boxes) {
    return Calls.flux(boxes)
        .<Mailbox>handle(
            (box, sink) -> {
              try {
                sink.next(mailbox(box));
              } catch (UnsupportedRightException e) {
                sink.error(e);
              }
            });
  }

  private Mono<ACLDiff> changeAcl(Mailbox mailbox, AclChange change) {
    return Calls.mono(
        () -> {
          AtomicReference<ACLDiff> diff = new AtomicReference<>();
          AtomicReference<UnsupportedRightException> refused = new AtomicReference<>();
          mailboxes.updateAcl(
              EngineMailboxId.of(mailbox.getMailboxId()),
              entries -> {
                try {
                  MailboxACL before = acl(entries);
                  MailboxACL after = change.apply(before);
                  diff.set(ACLDiff.computeDiff(before, after));
                  return entries(after);
                } catch (UnsupportedRightException e) {
                  refused.set(e);
                  return entries;
                }
              });
          if (refused.get() != null) {
            throw refused.get();
          }
          return diff.get();
        });
  }

  /** A change of access rights. */
  @FunctionalInterface
  private interface AclChange {
    MailboxACL apply(MailboxACL before) throws UnsupportedRightException;
  }

  private static MailboxACL acl(Map<String, String> entries) throws UnsupportedRightException {
    Map<EntryKey, Rfc4314Rights> rights = new HashMap<>();
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      rights.put(EntryKey.deserialize(entry.getKey()), Rfc4314Rights.deserialize(entry.getValue()));
    }
    return new MailboxACL(rights);
  }

  private static Map<String, String> entries(MailboxACL acl) {
    Map<String, String> entries = new HashMap<>();
    acl.getEntries().forEach((key, rights) -> entries.put(key.serialize(), rights.serialize()));
    return entries;
  }
}
