package org.postern.mailbox.internal.james;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.james.events.Event;
import org.apache.james.events.EventBus;
import org.apache.james.events.EventBusName;
import org.apache.james.events.EventListener;
import org.apache.james.events.EventListener.ReactiveEventListener;
import org.apache.james.events.Group;
import org.apache.james.events.GroupAlreadyRegistered;
import org.apache.james.events.GroupRegistrationNotFound;
import org.apache.james.events.Registration;
import org.apache.james.events.RegistrationKey;
import org.apache.james.mailbox.events.MailboxEvents.MailboxEvent;
import org.apache.james.mailbox.events.MailboxEvents.MessageEvent;
import org.postern.mailbox.Folders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Delivers events to listeners of this process in the thread that dispatches them, the groups
 * first. A listener that throws is logged and does not keep the others, or the change that the
 * event tells of, from succeeding. Thread-safe.
 */
public final class InlineEventBus implements EventBus {
  private static final Logger LOG = LoggerFactory.getLogger(InlineEventBus.class);
  private static final EventBusName NAME = new EventBusName("postern");

  private final List<EventListener> derived = new CopyOnWriteArrayList<>();
  private final List<Consumer<MailboxEvent>> ofMailboxes = new CopyOnWriteArrayList<>();
  private final Map<Group, ReactiveEventListener> groups = new ConcurrentHashMap<>();
  private final Map<RegistrationKey, Set<ReactiveEventListener>> keyed = new ConcurrentHashMap<>();

  /** Whether anybody would get an event of this key: else it need not be made. */
  public boolean isHeard(RegistrationKey key) {
    return !groups.isEmpty() || keyed.containsKey(key);
  }

  /** Whether anybody would get an event about a mailbox itself. */
  public boolean isHeardOfMailbox(RegistrationKey key) {
    return isHeard(key) || !ofMailboxes.isEmpty();
  }

  /** Tells of events about mailboxes themselves, not of those about messages. */
  public Folders.Registration hearOfMailboxes(Consumer<MailboxEvent> listener) {
    // So that the same listener can be there twice.
    Consumer<MailboxEvent> one = listener::accept;
    ofMailboxes.add(one);
    return () -> ofMailboxes.remove(one);
  }

  /**
   * Adds a listener that only makes further events, which go to groups: it is told only when there
   * is one.
   */
  void derive(EventListener listener) {
    derived.add(listener);
  }

  @Override
  public Mono<Registration> register(ReactiveEventListener listener, RegistrationKey key) {
    keyed.compute(
        key,
        (k, listeners) -> {
          Set<ReactiveEventListener> set =
              listeners == null ? ConcurrentHashMap.newKeySet() : listeners;
          set.add(listener);
          return set;
        });
    return Mono.just(() -> Mono.fromRunnable(() -> unregister(listener, key)));
  }

  private void unregister(ReactiveEventListener listener, RegistrationKey key) {
    keyed.computeIfPresent(
        key,
        (k, listeners) -> {
          listeners.remove(listener);
          return listeners.isEmpty() ? null : listeners;
        });
  }

  @Override
  public Registration register(ReactiveEventListener listener, Group group) {
    if (groups.putIfAbsent(group, listener) != null) {
      throw new GroupAlreadyRegistered(group);
    }
    return () -> Mono.fromRunnable(() -> groups.remove(group, listener));
  }

  @Override
  public Mono<Void> dispatch(Event event, Set<RegistrationKey> keys) {
    return Mono.fromRunnable(() -> deliver(event, keys));
  }

  @Override
  public Mono<Void> dispatch(Collection<EventWithRegistrationKey> events) {
    return Mono.fromRunnable(() -> events.forEach(each -> deliver(each.event(), each.keys())));
  }

  @Override
  public Mono<Void> reDeliver(Group group, Event event) {
    return Mono.fromRunnable(
        () -> {
          ReactiveEventListener listener = groups.get(group);
          if (listener == null) {
            throw new GroupRegistrationNotFound(group);
          }
          if (!event.isNoop()) {
            tell(listener, event);
          }
        });
  }

  @Override
  public EventBusName eventBusName() {
    return NAME;
  }

  @Override
  public Collection<Group> listRegisteredGroups() {
    return List.copyOf(groups.keySet());
  }

  private void deliver(Event event, Set<RegistrationKey> keys) {
    if (event.isNoop()) {
      return;
    }
    groups.values().forEach(listener -> tell(listener, event));
    if (keys.size() == 1) {
      keyed.getOrDefault(keys.iterator().next(), Set.of()).forEach(l -> tell(l, event));
    } else {
      // A listener of two of the keys gets the event once.
      Set<ReactiveEventListener> listeners = new LinkedHashSet<>();
      keys.forEach(key -> listeners.addAll(keyed.getOrDefault(key, Set.of())));
      listeners.forEach(listener -> tell(listener, event));
    }
    if (event instanceof MailboxEvent mailbox && !(event instanceof MessageEvent)) {
      ofMailboxes.forEach(listener -> listener.accept(mailbox));
    }
    if (!groups.isEmpty()) {
      derived.forEach(listener -> tell(listener, event));
    }
  }

  private static void tell(EventListener listener, Event event) {
    try {
      if (listener.isHandling(event)) {
        listener.event(event);
      }
    } catch (Exception e) {
      LOG.error(
          "{} failed at {} of {}",
          listener.getClass().getName(),
          event.getClass().getSimpleName(),
          event.getUsername().asString(),
          e);
    }
  }
}
