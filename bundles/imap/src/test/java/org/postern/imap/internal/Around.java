package org.postern.imap.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folders;

/** The real store, but something happens before each call of an open mailbox. */
final class Around {
  private Around() {}

  /**
   * @param before gets the name of the method; may wait
   */
  static UnaryOperator<Folders> calls(Consumer<String> before) {
    return real ->
        proxy(
            Folders.class,
            real,
            name -> {},
            opened -> opened instanceof Folder f ? folder(f, before) : opened);
  }

  private static Folder folder(Folder real, Consumer<String> before) {
    return proxy(Folder.class, real, before, result -> result);
  }

  private static <T> T proxy(
      Class<T> type, T real, Consumer<String> before, UnaryOperator<Object> after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              before.accept(method.getName());
              try {
                return after.apply(method.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
