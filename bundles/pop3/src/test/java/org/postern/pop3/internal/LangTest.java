package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LANG (RFC 6856 3). */
class LangTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void listsAndChooses() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      List<String> languages = client.lines("LANG");
      assertTrue(languages.contains("en English"), languages.toString());
      assertTrue(client.send("LANG de").startsWith("+OK de "));
      assertEquals("+OK de Dies ist Deutsch", client.send("LANG de-CH"));
      assertTrue(client.send("STAT").contains("anmelden"));
      client.fails("LANG tlh", "");
      assertTrue(client.send("LANG FR-ca").startsWith("+OK fr "));
      assertTrue(client.send("LANG *").startsWith("+OK en "));
    }
  }

  @Test
  void worksAfterLoginToo() throws Exception {
    try (Client client = server.login()) {
      client.ok("LANG fr");
      assertEquals("+OK Toujours l\u00c3\u00a0", client.send("NOOP"));
    }
  }

  @Test
  void everyLanguageSaysEverythingWithTheSameArguments() {
    Pattern argument = Pattern.compile("\\{\\d}");
    for (Language language : Language.ALL) {
      for (Text text : Text.values()) {
        assertEquals(
            argument
                .matcher(Language.DEFAULT.texts().get(text))
                .results()
                .map(r -> r.group())
                .sorted()
                .toList(),
            argument
                .matcher(language.texts().get(text))
                .results()
                .map(r -> r.group())
                .sorted()
                .toList(),
            language.tag() + " " + text);
        assertFalse(language.texts().get(text).matches("(?s).*[\\r\\n].*"));
      }
    }
  }
}
