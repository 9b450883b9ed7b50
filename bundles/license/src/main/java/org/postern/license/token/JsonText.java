package org.postern.license.token;

import java.util.Collection;
import java.util.Map;

/** Writes what {@link StrictJson} reads: String, Number, Boolean, Collection, Map and null. */
final class JsonText {
  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  /** In the order of the map. */
  static String of(Map<String, ?> object) {
    JsonText writer = new JsonText();
    writer.object(object);
    return writer.text.toString();
  }

  private void value(Object value) {
    switch (value) {
      case null -> text.append("null");
      case String string -> string(string);
      case Map<?, ?> object -> object(object);
      case Collection<?> array -> array(array);
      default -> text.append(value);
    }
  }

  private void object(Map<?, ?> object) {
    char before = '{';
    for (Map.Entry<?, ?> member : object.entrySet()) {
      text.append(before);
      string(member.getKey().toString());
      text.append(':');
      value(member.getValue());
      before = ',';
    }
    text.append(object.isEmpty() ? "{}" : "}");
  }

  private void array(Collection<?> array) {
    char before = '[';
    for (Object element : array) {
      text.append(before);
      value(element);
      before = ',';
    }
    text.append(array.isEmpty() ? "[]" : "]");
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
