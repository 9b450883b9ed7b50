package org.postern.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\u0001',
      value = {
        "Ann@Example.TEST, ann@example.test",
        "\"ann\"@example.test, ann@example.test",
        "\"ann smith\"@example.test, \"ann smith\"@example.test",
        "\"an\\n\"@example.test, ann@example.test",
        "\"a@b\"@example.test, \"a@b\"@example.test",
        "\"a\\\"b\\\\\"@example.test, \"a\\\"b\\\\\"@example.test",
        "ann@M\u00fcnchen.example, ann@xn--mnchen-3ya.example",
        "ann@XN--MNCHEN-3YA.example, ann@xn--mnchen-3ya.example",
        "gru\u0308n@example.test, gr\u00fcn@example.test",
        "\u00dcser@example.test, \u00fcser@example.test",
        "user+detail@example.test, user+detail@example.test",
        "a@localhost, a@localhost",
        "o'neil/x=y@example.test, o'neil/x=y@example.test",
      })
  void haveOneForm(String given, String canonical) {
    assertEquals(Optional.of(canonical), Addresses.canonical(given).map(Addresses.Parts::toString));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "ann",
        "ann@",
        "@example.test",
        "ann@@example.test",
        ".ann@example.test",
        "ann.@example.test",
        "a..b@example.test",
        "a b@example.test",
        "a\"b@example.test",
        "\"a\"b\"@example.test",
        "\"a\\\"@example.test",
        "a\u0000b@example.test",
        "\"a\rb\"@example.test",
        "ann@example..test",
        "ann@.example.test",
        "ann@example.test.",
        "ann@-example.test",
        "ann@example-.test",
        "ann@exa_mple.test",
        "ann@exa mple.test",
        "ann@[192.0.2.1]",
        "ann@192.0.2.1",
        "ann@xn--a.test",
        "\uD800@example.test",
      })
  void refuseWhatIsNone(String given) {
    assertEquals(Optional.empty(), Addresses.canonical(given));
  }

  @Test
  void haveLimits() {
    String local = "a".repeat(64);
    assertTrue(Addresses.canonical(local + "@example.test").isPresent());
    assertTrue(Addresses.canonical(local + "a@example.test").isEmpty());
    assertTrue(Addresses.domain("a".repeat(63) + ".test").isPresent());
    assertTrue(Addresses.domain("a".repeat(64) + ".test").isEmpty());
    assertTrue(Addresses.domain("a.".repeat(126) + "a").isPresent());
    assertTrue(Addresses.domain("a.".repeat(127) + "a").isEmpty());
  }

  private static final List<String> PIECES =
      List.of(
          "a",
          "Z",
          "9",
          ".",
          "..",
          "@",
          "\"",
          "\\",
          "+",
          "-",
          "_",
          " ",
          "\t",
          "\0",
          "\r\n",
          "[",
          "]",
          "xn--",
          "\u00fc",
          "u\u0308",
          "\u00df",
          "\u3002",
          "\uff0e",
          "\u200d",
          "\u0130",
          "\uD83D\uDE00",
          "\uD800",
          "\uDC00",
          "\u05d0",
          "\u0627",
          "test",
          "(c)",
          "<",
          ">",
          ",");

  /** Every other piece is harmless, or hardly anything would be an address. */
  private static String piece(Random random) {
    return random.nextBoolean() ? "b1" : PIECES.get(random.nextInt(PIECES.size()));
  }

  @Test
  void areStableWhateverIsThrownAtThem() {
    Random random = new Random(7);
    int addresses = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(5); n >= 0; n--) {
        text.append(piece(random));
      }
      text.append(random.nextInt(2) == 0 ? "" : "@a");
      for (int n = random.nextInt(3); n >= 0; n--) {
        text.append(piece(random));
      }
      Optional<Addresses.Parts> once = Addresses.canonical(text.toString());
      if (once.isPresent()) {
        addresses++;
        String canonical = once.get().toString();
        assertEquals(once, Addresses.canonical(canonical), () -> "from " + text);
        assertTrue(canonical.chars().noneMatch(c -> c < ' ' || c == 127));
        assertTrue(once.get().domain().chars().allMatch(c -> c < 128));
      }
    }
    assertTrue(addresses > 1_000, "the fuzzer made only " + addresses + " addresses");
  }
}
