package org.postern.mailbox.internal.james;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.james.core.Domain;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.core.quota.QuotaLimitValue;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Quota.Scope;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Limits of quota roots, from and to wherever {@link Limits} keeps them. */
public final class LimitsMaxQuotaManager implements MaxQuotaManager {
  private final Limits limits;

  public LimitsMaxQuotaManager(Limits limits) {
    this.limits = limits;
  }

  private static QuotaSizeLimit size(long value) {
    return value == Limits.UNLIMITED ? QuotaSizeLimit.unlimited() : QuotaSizeLimit.size(value);
  }

  private static QuotaCountLimit count(long value) {
    return value == Limits.UNLIMITED ? QuotaCountLimit.unlimited() : QuotaCountLimit.count(value);
  }

  private static Optional<QuotaSizeLimit> size(OptionalLong value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(size(value.getAsLong()));
  }

  private static Optional<QuotaCountLimit> count(OptionalLong value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(count(value.getAsLong()));
  }

  private static long value(QuotaLimitValue<?> limit) {
    return limit.isUnlimited() ? Limits.UNLIMITED : limit.asLong();
  }

  private OptionalLong get(Limits.Kind kind, Scope scope, String name) {
    return Calls.unchecked(() -> limits.get(kind, scope, name));
  }

  private void set(Limits.Kind kind, Scope scope, String name, QuotaLimitValue<?> limit)
      throws MailboxException {
    Calls.run(() -> limits.set(kind, scope, name, value(limit)));
  }

  private void remove(Limits.Kind kind, Scope scope, String name) throws MailboxException {
    Calls.run(() -> limits.remove(kind, scope, name));
  }

  private Map<Scope, OptionalLong> details(Limits.Kind kind, QuotaRoot root) {
    Map<Scope, OptionalLong> found = new EnumMap<>(Scope.class);
    found.put(Scope.User, get(kind, Scope.User, root.getValue()));
    found.put(
        Scope.Domain,
        root.getDomain().isEmpty()
            ? OptionalLong.empty()
            : get(kind, Scope.Domain, root.getDomain().get().asString()));
    found.put(Scope.Global, get(kind, Scope.Global, ""));
    found.values().removeIf(OptionalLong::isEmpty);
    return found;
  }

  @Override
  public Map<Scope, QuotaCountLimit> listMaxMessagesDetails(QuotaRoot root) {
    Map<Scope, QuotaCountLimit> result = new EnumMap<>(Scope.class);
    details(Limits.Kind.MESSAGES, root)
        .forEach((scope, limit) -> result.put(scope, count(limit.getAsLong())));
    return result;
  }

  @Override
  public Map<Scope, QuotaSizeLimit> listMaxStorageDetails(QuotaRoot root) {
    Map<Scope, QuotaSizeLimit> result = new EnumMap<>(Scope.class);
    details(Limits.Kind.BYTES, root)
        .forEach((scope, limit) -> result.put(scope, size(limit.getAsLong())));
    return result;
  }

  @Override
  public Publisher<Map<Scope, QuotaCountLimit>> listMaxMessagesDetailsReactive(QuotaRoot root) {
    return Mono.fromCallable(() -> listMaxMessagesDetails(root));
  }

  @Override
  public Publisher<Map<Scope, QuotaSizeLimit>> listMaxStorageDetailsReactive(QuotaRoot root) {
    return Mono.fromCallable(() -> listMaxStorageDetails(root));
  }

  @Override
  public Publisher<QuotaDetails> quotaDetailsReactive(QuotaRoot root) {
    return Mono.fromCallable(() -> quotaDetails(root));
  }

  @Override
  public void setMaxStorage(QuotaRoot root, QuotaSizeLimit limit) throws MailboxException {
    set(Limits.Kind.BYTES, Scope.User, root.getValue(), limit);
  }

  @Override
  public Publisher<Void> setMaxStorageReactive(QuotaRoot root, QuotaSizeLimit limit) {
    return Calls.monoRun(() -> setMaxStorage(root, limit));
  }

  @Override
  public void removeMaxStorage(QuotaRoot root) throws MailboxException {
    remove(Limits.Kind.BYTES, Scope.User, root.getValue());
  }

  @Override
  public Publisher<Void> removeMaxStorageReactive(QuotaRoot root) {
    return Calls.monoRun(() -> removeMaxStorage(root));
  }

  @Override
  public void setMaxMessage(QuotaRoot root, QuotaCountLimit limit) throws MailboxException {
    set(Limits.Kind.MESSAGES, Scope.User, root.getValue(), limit);
  }

  @Override
  public Publisher<Void> setMaxMessageReactive(QuotaRoot root, QuotaCountLimit limit) {
    return Calls.monoRun(() -> setMaxMessage(root, limit));
  }

  @Override
  public void removeMaxMessage(QuotaRoot root) throws MailboxException {
    remove(Limits.Kind.MESSAGES, Scope.User, root.getValue());
  }

  @Override
  public Publisher<Void> removeMaxMessageReactive(QuotaRoot root) {
    return Calls.monoRun(() -> removeMaxMessage(root));
  }

  @Override
  public void setDomainMaxStorage(Domain domain, QuotaSizeLimit limit) throws MailboxException {
    set(Limits.Kind.BYTES, Scope.Domain, domain.asString(), limit);
  }

  @Override
  public Publisher<Void> setDomainMaxStorageReactive(Domain domain, QuotaSizeLimit limit) {
    return Calls.monoRun(() -> setDomainMaxStorage(domain, limit));
  }

  @Override
  public void removeDomainMaxStorage(Domain domain) throws MailboxException {
    remove(Limits.Kind.BYTES, Scope.Domain, domain.asString());
  }

  @Override
  public Publisher<Void> removeDomainMaxStorageReactive(Domain domain) {
    return Calls.monoRun(() -> removeDomainMaxStorage(domain));
  }

  @Override
  public Optional<QuotaSizeLimit> getDomainMaxStorage(Domain domain) {
    return size(get(Limits.Kind.BYTES, Scope.Domain, domain.asString()));
  }

  @Override
  public Publisher<QuotaSizeLimit> getDomainMaxStorageReactive(Domain domain) {
    return Mono.fromCallable(() -> getDomainMaxStorage(domain).orElse(null));
  }

  @Override
  public void setDomainMaxMessage(Domain domain, QuotaCountLimit limit) throws MailboxException {
    set(Limits.Kind.MESSAGES, Scope.Domain, domain.asString(), limit);
  }

  @Override
  public Publisher<Void> setDomainMaxMessageReactive(Domain domain, QuotaCountLimit limit) {
    return Calls.monoRun(() -> setDomainMaxMessage(domain, limit));
  }

  @Override
  public void removeDomainMaxMessage(Domain domain) throws MailboxException {
    remove(Limits.Kind.MESSAGES, Scope.Domain, domain.asString());
  }

  @Override
  public Publisher<Void> removeDomainMaxMessageReactive(Domain domain) {
    return Calls.monoRun(() -> removeDomainMaxMessage(domain));
  }

  @Override
  public Optional<QuotaCountLimit> getDomainMaxMessage(Domain domain) {
    return count(get(Limits.Kind.MESSAGES, Scope.Domain, domain.asString()));
  }

  @Override
  public Publisher<QuotaCountLimit> getDomainMaxMessageReactive(Domain domain) {
    return Mono.fromCallable(() -> getDomainMaxMessage(domain).orElse(null));
  }

  @Override
  public void setGlobalMaxStorage(QuotaSizeLimit limit) throws MailboxException {
    set(Limits.Kind.BYTES, Scope.Global, "", limit);
  }

  @Override
  public Publisher<Void> setGlobalMaxStorageReactive(QuotaSizeLimit limit) {
    return Calls.monoRun(() -> setGlobalMaxStorage(limit));
  }

  @Override
  public void removeGlobalMaxStorage() throws MailboxException {
    remove(Limits.Kind.BYTES, Scope.Global, "");
  }

  @Override
  public Publisher<Void> removeGlobalMaxStorageReactive() {
    return Calls.monoRun(() -> removeGlobalMaxStorage());
  }

  @Override
  public Optional<QuotaSizeLimit> getGlobalMaxStorage() {
    return size(get(Limits.Kind.BYTES, Scope.Global, ""));
  }

  @Override
  public Publisher<QuotaSizeLimit> getGlobalMaxStorageReactive() {
    return Mono.fromCallable(() -> getGlobalMaxStorage().orElse(null));
  }

  @Override
  public void setGlobalMaxMessage(QuotaCountLimit limit) throws MailboxException {
    set(Limits.Kind.MESSAGES, Scope.Global, "", limit);
  }

  @Override
  public Publisher<Void> setGlobalMaxMessageReactive(QuotaCountLimit limit) {
    return Calls.monoRun(() -> setGlobalMaxMessage(limit));
  }

  @Override
  public void removeGlobalMaxMessage() throws MailboxException {
    remove(Limits.Kind.MESSAGES, Scope.Global, "");
  }

  @Override
  public Publisher<Void> removeGlobalMaxMessageReactive() {
    return Calls.monoRun(() -> removeGlobalMaxMessage());
  }

  @Override
  public Optional<QuotaCountLimit> getGlobalMaxMessage() {
    return count(get(Limits.Kind.MESSAGES, Scope.Global, ""));
  }

  @Override
  public Publisher<QuotaCountLimit> getGlobalMaxMessageReactive() {
    return Mono.fromCallable(() -> getGlobalMaxMessage().orElse(null));
  }
}
