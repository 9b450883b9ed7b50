package org.postern.settings;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;

/**
 * Settings as an instance of a component's annotation (Declarative Services 112.8.2), with its
 * defaults. Names are those of the methods; the values have the metatype's types already.
 */
final class TypedSettings implements InvocationHandler {
  private final Class<?> type;
  private final Map<String, Object> settings;

  private TypedSettings(Class<?> type, Map<String, Object> settings) {
    this.type = type;
    this.settings = settings;
  }

  static <A extends Annotation> A of(Class<A> type, Map<String, Object> settings) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new TypedSettings(type, settings)));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    if (method.getDeclaringClass() != type) {
      return switch (method.getName()) {
        case "annotationType" -> type;
        case "toString" -> type.getSimpleName() + settings.keySet();
        case "hashCode" -> System.identityHashCode(proxy);
        default -> proxy == arguments[0];
      };
    }
    Object set = settings.get(method.getName());
    return set == null ? method.getDefaultValue() : fitted(method.getReturnType(), set);
  }

  private static Object fitted(Class<?> wanted, Object value) {
    if (!wanted.isArray()) {
      return value;
    }
    Object items = value instanceof Collection<?> collection ? collection.toArray() : value;
    boolean list = items.getClass().isArray();
    Object array = Array.newInstance(wanted.getComponentType(), list ? Array.getLength(items) : 1);
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, list ? Array.get(items, i) : items);
    }
    return array;
  }
}
