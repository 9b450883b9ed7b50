package org.postern.mailbox.internal.james;

import java.io.IOException;
import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.exception.SubscriptionException;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.model.Subscription;
import org.postern.mailbox.internal.engine.Mailboxes;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Subscriptions of users to mailbox names. */
final class EngineSubscriptionMapper implements SubscriptionMapper {
  private final Mailboxes mailboxes;

  EngineSubscriptionMapper(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  @Override
  public void save(Subscription subscription) throws SubscriptionException {
    try {
      mailboxes.subscribe(subscription.getUser().asString(), subscription.getMailbox());
    } catch (IOException e) {
      throw new SubscriptionException(e);
    }
  }

  @Override
  public Mono<Void> saveReactive(Subscription subscription) {
    return Mono.fromCallable(
        () -> {
          save(subscription);
          return null;
        });
  }

  @Override
  public List<Subscription> findSubscriptionsForUser(Username user) throws SubscriptionException {
    try {
      return mailboxes.subscriptions(user.asString()).stream()
          .map(name -> new Subscription(user, name))
          .toList();
    } catch (IOException e) {
      throw new SubscriptionException(e);
    }
  }

  @Override
  public Flux<Subscription> findSubscriptionsForUserReactive(Username user) {
    return Mono.fromCallable(() -> findSubscriptionsForUser(user))
        .flatMapIterable(subscriptions -> subscriptions);
  }

  @Override
  public void delete(Subscription subscription) throws SubscriptionException {
    try {
      mailboxes.unsubscribe(subscription.getUser().asString(), subscription.getMailbox());
    } catch (IOException e) {
      throw new SubscriptionException(e);
    }
  }

  @Override
  public Mono<Void> deleteReactive(Subscription subscription) {
    return Mono.fromCallable(
        () -> {
          delete(subscription);
          return null;
        });
  }
}
