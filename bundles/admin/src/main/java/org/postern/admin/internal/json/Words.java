package org.postern.admin.internal.json;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Constants as they are written in JSON and in queries: {@code SERVER_ADMIN} is server-admin. */
public final class Words {
  private Words() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static List<String> all(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> of((Enum<?>) c)).toList();
  }
}
