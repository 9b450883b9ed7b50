package org.postern.license.token;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The members of an object, each taken as what it must be; anything else is malformed. */
record JsonObject(Map<String, Object> members) {
  /** 9999-12-31T23:59:59Z. */
  private static final long LATEST = 253_402_300_799L;

  /**
   * Refuses another version than 1, and a payload that calls a member critical ({@code crit}) that
   * is not known here. Other unknown members are passed over.
   */
  void requireVersion(Set<String> known) throws Refusal {
    if (number("v", 0, Long.MAX_VALUE) != 1) {
      throw new Refusal(
          Reason.UNSUPPORTED_VERSION, "The text is of a newer format: update the server");
    }
    if (has("crit") && !known.containsAll(texts("crit", 64))) {
      throw new Refusal(
          Reason.UNSUPPORTED_VERSION,
          "The text demands something that this version does not know: update the server");
    }
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  String text(String name, int longest) throws Refusal {
    if (members.get(name) instanceof String text && text.length() <= longest) {
      return text;
    }
    throw wrong(name);
  }

  boolean flag(String name) throws Refusal {
    if (members.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name);
  }

  long number(String name, long least, long most) throws Refusal {
    if (members.get(name) instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw wrong(name);
  }

  OptionalInt optionalInt(String name, int least, int most) throws Refusal {
    return has(name)
        ? OptionalInt.of((int) number(name, least, most))
        : requireNull(name, OptionalInt.empty());
  }

  /** Seconds since 1970-01-01T00:00:00Z. */
  Instant instant(String name) throws Refusal {
    return Instant.ofEpochSecond(number(name, 0, LATEST));
  }

  Optional<Instant> optionalInstant(String name) throws Refusal {
    return has(name) ? Optional.of(instant(name)) : requireNull(name, Optional.empty());
  }

  List<String> texts(String name, int longest) throws Refusal {
    List<String> texts = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text) || text.length() > longest || text.isEmpty()) {
        throw wrong(name);
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  List<JsonObject> objects(String name) throws Refusal {
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : list(name)) {
      objects.add(of(name, element));
    }
    return objects;
  }

  JsonObject object(String name) throws Refusal {
    return of(name, members.get(name));
  }

  private List<?> list(String name) throws Refusal {
    if (members.get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name);
  }

  @SuppressWarnings("unchecked") // The reader makes no other maps.
  private static JsonObject of(String name, Object value) throws Refusal {
    if (value instanceof Map<?, ?> map) {
      return new JsonObject((Map<String, Object>) map);
    }
    throw wrong(name);
  }

  /** Null must be written: a member that was forgotten is not the same as one that is empty. */
  private <T> T requireNull(String name, T empty) throws Refusal {
    if (!members.containsKey(name)) {
      throw wrong(name);
    }
    return empty;
  }

  private static Refusal wrong(String name) {
    return Refusal.malformed("The payload's member " + name + " is missing or out of range");
  }
}
