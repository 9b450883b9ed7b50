package org.postern.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;

/** A request's JSON object of what was given on the command line. */
final class Body {
  private final JsonObjectBuilder members = jakarta.json.Json.createObjectBuilder();
  private boolean empty = true;

  Body text(String name, String value) {
    if (value != null) {
      members.add(name, value);
      empty = false;
    }
    return this;
  }

  /** An empty text is null: the member goes back to none. */
  Body textOrNone(String name, String value) {
    if (value != null && value.isEmpty()) {
      members.addNull(name);
      empty = false;
      return this;
    }
    return text(name, value);
  }

  Body flag(String name, Boolean value) {
    if (value != null) {
      members.add(name, value);
      empty = false;
    }
    return this;
  }

  /** Zero is null: the member goes back to its default. */
  Body numberOrNone(String name, Integer value) {
    if (value != null && value == 0) {
      members.addNull(name);
      empty = false;
    } else if (value != null) {
      members.add(name, value);
      empty = false;
    }
    return this;
  }

  Body texts(String name, List<String> values) {
    if (values != null) {
      members.add(name, jakarta.json.Json.createArrayBuilder(values));
      empty = false;
    }
    return this;
  }

  Body object(String name, JsonObject value) {
    if (!value.isEmpty()) {
      members.add(name, value);
      empty = false;
    }
    return this;
  }

  Body amount(String name, Amount value) {
    if (value == null) {
      return this;
    }
    empty = false;
    if (value.octets() == null) {
      members.addNull(name);
    } else {
      members.add(name, value.octets());
    }
    return this;
  }

  JsonObject build() {
    return members.build();
  }

  /** What a change needs: at least one thing to change. */
  JsonObject buildChange() throws Failure {
    if (empty) {
      throw new Failure(Exit.USAGE, "Nothing to change was given; see --help.");
    }
    return members.build();
  }
}
