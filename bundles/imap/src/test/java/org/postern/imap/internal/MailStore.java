package org.postern.imap.internal;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.postern.directory.Account;
import org.postern.directory.Resolver;
import org.postern.mailbox.internal.MailboxComponent;

/** The real store in a folder, as its component wires it, with its services. */
final class MailStore implements AutoCloseable {
  private final Map<Class<?>, Object> services = new HashMap<>();
  private final MailboxComponent component;

  /** What every account may have. */
  volatile Account.Quota quota = Account.Quota.INHERITED;

  MailStore(Path home, Resolver people) {
    BundleContext context =
        proxy(
            BundleContext.class,
            (method, arguments) ->
                switch (method.getName()) {
                  case "getProperty" -> home.toString();
                  case "registerService" -> register((Class<?>) arguments[0], arguments[1]);
                  default -> throw new UnsupportedOperationException(method.toString());
                });
    Resolver resolver =
        proxy(
            Resolver.class,
            (method, arguments) -> {
              return switch (method.getName()) {
                case "quota" -> quota;
                case "account" -> people.account((String) arguments[0]);
                case "groups" -> people.groups((String) arguments[0]);
                default -> throw new UnsupportedOperationException(method.toString());
              };
            });
    MailboxComponent.Settings settings =
        proxy(MailboxComponent.Settings.class, (method, arguments) -> method.getDefaultValue());
    component = new MailboxComponent(context, resolver, settings);
  }

  private ServiceRegistration<?> register(Class<?> type, Object service) {
    services.put(type, service);
    return proxy(ServiceRegistration.class, (method, arguments) -> null);
  }

  /** What a proxy does. */
  private interface Body {
    Object call(Method method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Body body) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> body.call(method, arguments)));
  }

  <T> T service(Class<T> type) {
    return type.cast(services.get(type));
  }

  @Override
  public void close() throws IOException {
    try {
      Method close = MailboxComponent.class.getDeclaredMethod("close");
      close.setAccessible(true);
      close.invoke(component);
    } catch (ReflectiveOperationException e) {
      throw new IOException(e);
    }
  }
}
