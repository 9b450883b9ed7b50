package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths by the grammar of RFC 5321 4.1.2. */
final class PathParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<a@b.example>|a|b.example|a@b.example",
        "<a.b+c@b.example>|a.b+c|b.example|a.b+c@b.example",
        "<!#$%&'*+-/=?^_`{}~@b.example>|!#$%&'*+-/=?^_`{}~|b.example|!#$%&'*+-/=?^_`{}~@b.example",
        "<\"a b\"@b.example>|a b|b.example|\"a b\"@b.example",
        "<\"a\\\"b\"@b.example>|a\"b|b.example|\"a\\\"b\"@b.example",
        "<\"a@c\"@b.example>|a@c|b.example|\"a@c\"@b.example",
        "<\"plain\"@b.example>|plain|b.example|plain@b.example",
        "<\">\"@b.example>|>|b.example|\">\"@b.example",
        "<@x.example,@y.example:a@b.example>|a|b.example|a@b.example",
        "<a@[192.0.2.1]>|a|[192.0.2.1]|a@[192.0.2.1]",
        "<a@[IPv6:2001:db8::1]>|a|[IPv6:2001:db8::1]|a@[IPv6:2001:db8::1]",
        "<a@localhost>|a|localhost|a@localhost",
        "<a@xn--bcher-kva.example>|a|xn--bcher-kva.example|a@xn--bcher-kva.example",
        "<a@my_host.example>|a|my_host.example|a@my_host.example",
        "<a@1.2.3.example>|a|1.2.3.example|a@1.2.3.example",
        "<é@bücher.example>|é|bücher.example|é@bücher.example",
      })
  void reads(String text, String local, String domain, String address) throws Exception {
    PathParser.Parsed parsed = PathParser.forward(text + " X=1 Y");
    assertEquals(local, parsed.path().local());
    assertEquals(domain, parsed.path().domain());
    assertEquals(address, parsed.path().address());
    assertEquals("X=1 Y", parsed.rest());
    assertEquals(parsed.path(), PathParser.reverse(" " + text).path());
    // What is written in a trace field reads back as the same.
    assertEquals(parsed.path(), PathParser.reverse(parsed.path().toString()).path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<",
        "a@b.example",
        "<a@b.example",
        "<a b@b.example>",
        "<a@b.example>x",
        "<a..b@b.example>",
        "<a.@b.example>",
        "<@b.example>",
        "<a@b@c.example>",
        "<a@.example>",
        "<a@b.example.>",
        "<a@b-.example>",
        "<a@-b.example>",
        "<a@b example>",
        "<a@[127.0.0.1>",
        "<a@[127.0.0]>",
        "<a@[127.0.0.01]>",
        "<a@[IPv6:127.0.0.1]>",
        "<a@[IPv6:fe80::1%eth0]>",
        "<a@[IPv6:]>",
        "<a@[]>",
        "<a@[tag:whatever]>",
        "<\"a@b.example>",
        "<\"\"@b.example>",
        "<\"a\u0001\"@b.example>",
        "<\"a\\\"@b.example>",
        "<@x.example a@b.example>",
        "<@x.example,:a@b.example>x",
        "<@x.example>",
        "<@:a@b.example>",
        "<a@b\u0301\uD800.example>",
        "<a,b@c.example>",
        "<(x)a@b.example>",
      })
  void refuses(String text) {
    Refusal refusal = assertThrows(Refusal.class, () -> PathParser.forward(text));
    assertEquals(501, refusal.reply().code());
    assertEquals("5.1.3", refusal.reply().status());
    assertEquals(
        "5.1.7", assertThrows(Refusal.class, () -> PathParser.reverse(text)).reply().status());
  }

  @Test
  void limitsAreInOctets() throws Exception {
    PathParser.forward("<" + "a".repeat(64) + "@b.example>");
    assertThrows(Refusal.class, () -> PathParser.forward("<" + "a".repeat(65) + "@b.example>"));
    assertThrows(Refusal.class, () -> PathParser.forward("<" + "é".repeat(33) + "@b.example>"));
    String longest = "a".repeat(60) + "." + "b".repeat(60) + "." + "c".repeat(60) + ".example";
    PathParser.forward("<" + "l".repeat(64) + "@" + longest.substring(5) + ">");
    assertThrows(
        Refusal.class, () -> PathParser.forward("<" + "l".repeat(64) + "@" + longest + ">"));
    // The source route does not count.
    PathParser.forward("<@" + longest + ",@" + longest + ":a@b.example>");
  }

  /** A seeded generator over the characters of the grammar: a path, or a refusal, never more. */
  @Test
  void noise() {
    Random random = new Random(821);
    String alphabet = "<>@.\"\\[]:,;a1-_ +%éIPv6:\0\r\u0301\uD83D";
    int read = 0;
    for (int round = 0; round < 300_000; round++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : "<");
      for (int i = random.nextInt(14); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (random.nextInt(3) > 0) {
        text.append(random.nextBoolean() ? ">" : "@a.b>");
      }
      try {
        Path path = PathParser.forward(text.toString()).path();
        read++;
        assertEquals(path, PathParser.forward(path.toString()).path(), text.toString());
        assertTrue(path.toString().chars().noneMatch(c -> c < ' '), text.toString());
      } catch (Refusal e) {
        assertEquals(501, e.reply().code());
      }
    }
    assertTrue(read > 1000, "the generator hits too few paths: " + read);
  }
}
