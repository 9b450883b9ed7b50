package org.postern.license.internal.osgi;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Hands the license text to the gates. */
final class Publication implements Supplier<String>, AutoCloseable {
  private final ServiceRegistration<?> registration;
  private volatile String text;
  private int serial;

  Publication(BundleContext context) {
    registration = context.registerService(Supplier.class, this, properties());
  }

  @Override
  public String get() {
    return text;
  }

  /** Whether this is what is handed out already. */
  synchronized boolean offers(Optional<String> supply) {
    return Objects.equals(supply.orElse(null), text);
  }

  /** Gates look again when this returns, and not when nothing has changed. */
  synchronized void publish(Optional<String> supply) {
    String next = supply.orElse(null);
    if (!Objects.equals(next, text)) {
      text = next;
      serial++;
      registration.setProperties(properties());
    }
  }

  private Dictionary<String, Object> properties() {
    return new Hashtable<>(Map.of("org.postern.license", "token", "serial", serial));
  }

  @Override
  public void close() {
    registration.unregister();
  }
}
