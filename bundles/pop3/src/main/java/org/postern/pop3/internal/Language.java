package org.postern.pop3.internal;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A language the server speaks (RFC 6856 3).
 *
 * @param tag the language tag (RFC 5646)
 * @param name its name in itself
 */
record Language(String tag, String name, Map<Text, String> texts) {

  /** All of them, the default first. */
  static final List<Language> ALL =
      List.of(load("en", "English"), load("de", "Deutsch"), load("fr", "Français"));

  static final Language DEFAULT = ALL.getFirst();

  String say(Text text, Object... arguments) {
    String said = texts.get(text);
    for (int i = 0; i < arguments.length; i++) {
      said = said.replace("{" + i + "}", String.valueOf(arguments[i]));
    }
    return said;
  }

  /**
   * The language for a range, by lookup: {@code de-CH} finds {@code de}, {@code *} the default (RFC
   * 4647 3.4).
   */
  static Optional<Language> lookup(String range) {
    if (range.equals("*")) {
      return Optional.of(DEFAULT);
    }
    String wanted = range.toLowerCase(Locale.ROOT);
    while (true) {
      for (Language language : ALL) {
        if (language.tag.equals(wanted)) {
          return Optional.of(language);
        }
      }
      int dash = wanted.lastIndexOf('-');
      if (dash < 0) {
        return Optional.empty();
      }
      wanted = wanted.substring(0, dash);
    }
  }

  private static Language load(String tag, String name) {
    Properties properties = new Properties();
    try (Reader reader =
        new InputStreamReader(
            Language.class.getResourceAsStream("texts_" + tag + ".properties"),
            StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<Text, String> texts = new EnumMap<>(Text.class);
    for (Text text : Text.values()) {
      String said = properties.getProperty(text.name());
      if (said == null) {
        throw new IllegalStateException("texts_" + tag + ".properties lacks " + text);
      }
      texts.put(text, said);
    }
    return new Language(tag, name, texts);
  }
}
