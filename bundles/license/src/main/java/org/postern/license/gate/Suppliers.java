package org.postern.license.gate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Asks everyone who claims to have the license. Anybody may register such a service, so all are
 * asked at once, each on a thread of its own: one that hangs, throws or lies keeps nobody else from
 * being heard.
 */
final class Suppliers {
  /** What the license bundle registers. No type of ours: a rogue could export its package. */
  static final String FILTER = "(org.postern.license=token)";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final BundleContext context;
  // Those that have not answered yet: asked again only when they have.
  private final Map<ServiceReference<?>, Boolean> silent = new ConcurrentHashMap<>();

  Suppliers(BundleContext context) {
    this.context = context;
  }

  /**
   * The first answer that the judge takes, or nothing when there is none within two seconds. One
   * call after the other: a change that comes while the bundle starts is looked at after the start.
   * Nobody answers two at once, and no answer would close what is just being opened.
   *
   * @param judge makes something of a text (null for none), or nothing; called on this thread
   */
  synchronized <T> Optional<T> first(Function<String, Optional<T>> judge) {
    BlockingQueue<Optional<String>> answers = new LinkedBlockingQueue<>();
    int asked = 0;
    for (ServiceReference<?> reference : references()) {
      if (silent.putIfAbsent(reference, true) == null) {
        asked++;
        Thread.ofVirtual().name("license-supplier").start(() -> ask(reference, answers));
      }
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (asked-- > 0) {
        Optional<String> answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (answer == null) {
          return Optional.empty();
        }
        Optional<T> taken = judge.apply(answer.orElse(null));
        if (taken.isPresent()) {
          return taken;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private void ask(ServiceReference<?> reference, BlockingQueue<Optional<String>> answers) {
    Optional<String> answer = Optional.empty();
    try {
      answer = answer(reference);
    } catch (Throwable e) {
      // Somebody else's defect, or malice: no answer.
    } finally {
      silent.remove(reference);
      answers.add(answer);
    }
  }

  private Optional<String> answer(ServiceReference<?> reference) {
    Object service = context.getService(reference);
    try {
      return service instanceof Supplier<?> supplier && supplier.get() instanceof String text
          ? Optional.of(text)
          : Optional.empty();
    } finally {
      context.ungetService(reference);
    }
  }

  private List<ServiceReference<?>> references() {
    try {
      ServiceReference<?>[] found = context.getServiceReferences(Supplier.class.getName(), FILTER);
      return found == null ? List.of() : List.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
