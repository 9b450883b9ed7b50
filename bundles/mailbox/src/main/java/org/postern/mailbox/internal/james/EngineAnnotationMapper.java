package org.postern.mailbox.internal.james;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.james.mailbox.model.MailboxAnnotation;
import org.apache.james.mailbox.model.MailboxAnnotationKey;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.postern.mailbox.internal.engine.Mailboxes;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Annotations of mailboxes (RFC 5464). */
final class EngineAnnotationMapper implements AnnotationMapper {
  private final Mailboxes mailboxes;

  EngineAnnotationMapper(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  @Override
  public List<MailboxAnnotation> getAllAnnotations(MailboxId id) {
    return Calls.unchecked(() -> mailboxes.annotations(EngineMailboxId.of(id))).entrySet().stream()
        .map(
            entry ->
                MailboxAnnotation.newInstance(
                    new MailboxAnnotationKey(entry.getKey()), entry.getValue()))
        .toList();
  }

  /** Annotations whose key stands in {@code relation} to one of {@code keys}. */
  private List<MailboxAnnotation> related(
      MailboxId id,
      Set<MailboxAnnotationKey> keys,
      BiPredicate<MailboxAnnotationKey, MailboxAnnotationKey> relation) {
    return getAllAnnotations(id).stream()
        .filter(each -> keys.stream().anyMatch(key -> relation.test(key, each.getKey())))
        .toList();
  }

  @Override
  public List<MailboxAnnotation> getAnnotationsByKeys(
      MailboxId id, Set<MailboxAnnotationKey> keys) {
    return related(id, keys, MailboxAnnotationKey::equals);
  }

  @Override
  public List<MailboxAnnotation> getAnnotationsByKeysWithOneDepth(
      MailboxId id, Set<MailboxAnnotationKey> keys) {
    return related(id, keys, MailboxAnnotationKey::isParentOrIsEqual);
  }

  @Override
  public List<MailboxAnnotation> getAnnotationsByKeysWithAllDepth(
      MailboxId id, Set<MailboxAnnotationKey> keys) {
    return related(id, keys, MailboxAnnotationKey::isAncestorOrIsEqual);
  }

  @Override
  public void deleteAnnotation(MailboxId id, MailboxAnnotationKey key) {
    Calls.unchecked(
        () -> {
          mailboxes.annotate(
              EngineMailboxId.of(id), Map.of(key.asString(), Optional.empty()), Long.MAX_VALUE);
          return null;
        });
  }

  @Override
  public void insertAnnotation(MailboxId id, MailboxAnnotation annotation) {
    String value =
        annotation
            .getValue()
            .orElseThrow(() -> new IllegalArgumentException("An annotation without a value"));
    Calls.unchecked(
        () -> {
          mailboxes.annotate(
              EngineMailboxId.of(id),
              Map.of(annotation.getKey().asString(), Optional.of(value)),
              Long.MAX_VALUE);
          return null;
        });
  }

  @Override
  public boolean exist(MailboxId id, MailboxAnnotation annotation) {
    return getAllAnnotations(id).stream()
        .anyMatch(each -> each.getKey().equals(annotation.getKey()));
  }

  @Override
  public int countAnnotations(MailboxId id) {
    return getAllAnnotations(id).size();
  }

  @Override
  public Publisher<MailboxAnnotation> getAllAnnotationsReactive(MailboxId id) {
    return Flux.defer(() -> Flux.fromIterable(getAllAnnotations(id)));
  }

  @Override
  public Publisher<MailboxAnnotation> getAnnotationsByKeysReactive(
      MailboxId id, Set<MailboxAnnotationKey> keys) {
    return Flux.defer(() -> Flux.fromIterable(getAnnotationsByKeys(id, keys)));
  }

  @Override
  public Publisher<MailboxAnnotation> getAnnotationsByKeysWithOneDepthReactive(
      MailboxId id, Set<MailboxAnnotationKey> keys) {
    return Flux.defer(() -> Flux.fromIterable(getAnnotationsByKeysWithOneDepth(id, keys)));
  }

  @Override
  public Publisher<MailboxAnnotation> getAnnotationsByKeysWithAllDepthReactive(
      MailboxId id, Set<MailboxAnnotationKey> keys) {
    return Flux.defer(() -> Flux.fromIterable(getAnnotationsByKeysWithAllDepth(id, keys)));
  }

  @Override
  public Publisher<Void> deleteAnnotationReactive(MailboxId id, MailboxAnnotationKey key) {
    return Mono.fromRunnable(() -> deleteAnnotation(id, key));
  }

  @Override
  public Publisher<Void> insertAnnotationReactive(MailboxId id, MailboxAnnotation annotation) {
    return Mono.fromRunnable(() -> insertAnnotation(id, annotation));
  }

  @Override
  public Publisher<Boolean> existReactive(MailboxId id, MailboxAnnotation annotation) {
    return Mono.fromCallable(() -> exist(id, annotation));
  }

  @Override
  public Publisher<Integer> countAnnotationsReactive(MailboxId id) {
    return Mono.fromCallable(() -> countAnnotations(id));
  }
}
