package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.net.Input;

/** The small grammars: command lines, xtext, header fields, address lists. */
final class GrammarTest {

  @Test
  void xtext() {
    assertEquals(Optional.of("a b"), Xtext.decode("a+20b"));
    assertEquals(Optional.of("a+b=c"), Xtext.decode("a+2Bb+3Dc"));
    assertEquals(Optional.of("é"), Xtext.decode("+C3+A9"));
    for (String bad : List.of("+", "+2", "+2b", "a b", "a=b", "+0A", "+00", "+FF", "é", "+G0")) {
      assertEquals(Optional.empty(), Xtext.decode(bad), bad);
    }
  }

  @Test
  void commandsSurviveNoise() {
    Random random = new Random(4);
    Extensions extensions =
        new Extensions(
            SmtpSettings.of(Rig.with(java.util.Map.of())),
            Service.SUBMISSION,
            true,
            true,
            List.of());
    for (int round = 0; round < 100_000; round++) {
      byte[] octets = new byte[random.nextInt(30)];
      random.nextBytes(octets);
      if (random.nextBoolean()) {
        for (int i = 0; i < octets.length; i++) {
          octets[i] = (byte) "MAILmail FROM:<>@.\t\0é".charAt(random.nextInt(21));
        }
      }
      try {
        Command command = Command.parse(new Input.Line(octets, random.nextInt(9) > 0, false));
        assertFalse(command.argument().contains("\0"));
        MailParameters.parse(command.argument(), extensions);
      } catch (Refusal e) {
        assertTrue(e.reply().code() >= 500, e.getMessage());
      }
    }
  }

  private static Header header(String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    return Header.parse(octets, octets.length);
  }

  @Test
  void headerFields() {
    Header header =
        header("A: 1\r\nlong-name \t: 2\r\n\tand 3\r\n 4\r\nC:\r\nD:x\r\nd: y\r\n\r\nE: body\r\n");
    assertEquals(Optional.of("1"), header.first("a"));
    assertEquals(Optional.of("2\tand 3 4"), header.first("Long-Name"));
    assertEquals(Optional.of(""), header.first("C"));
    assertEquals(List.of("x", "y"), header.all("d"));
    assertEquals(2, header.count("D"));
    assertFalse(header.has("E") || header.has("lonG") || header.has("long-name "));
    assertFalse(header("X-1: b\r\n").has("X\r1"), "only letters have two cases");
    assertEquals(
        "A: 1\r\nlong-name \t: 2\r\n\tand 3\r\n 4\r\nC:\r\nD:x\r\nd: y\r\n".length(),
        header.length());
    for (String none : List.of("", "text\r\n", " folded: x\r\n", ": x\r\n", "a b: c\r\n")) {
      assertTrue(header(none).isMissing(), none);
    }
    assertFalse(header("\r\nbody\r\n").isMissing(), "a blank line ends an empty header");
    assertTrue(header("From x Mon\r\nA: b\r\n\r\n").has("a"));
    assertTrue(header(">From x Mon\r\nA: b").has("A"));
  }

  @Test
  void headersSurviveNoise() {
    Random random = new Random(5322);
    String alphabet = "Aa: \t\r\n\0é-";
    for (int round = 0; round < 100_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(25); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Header header = header(text.toString());
      assertTrue(header.length() <= text.length());
      assertTrue(header.all("a").stream().noneMatch(value -> value.matches("(?s).*[\r\n].*")));
      assertEquals(header.all("Aa").size(), header.count("aA"));
    }
  }

  @Test
  void addressLists() {
    assertEquals(List.of("a@b"), Addressees.in("a@b"));
    assertEquals(List.of("a@b"), Addressees.in("Ann <a@b>"));
    assertEquals(List.of("a@b", "c@d"), Addressees.in("\"x, <y@z>\" <a@b>, (e@f) c@d (g, h@i)"));
    assertEquals(List.of("a@b", "c@d"), Addressees.in("people: a@b, C <c@d>;"));
    assertEquals(List.of("\"a>b\"@c"), Addressees.in("<\"a>b\"@c>"));
    assertEquals(List.of("a@b"), Addressees.in("<@x,@y:a@b>"));
    for (String none :
        List.of("", "Ann", "<>", "@b", "(a@b)", "\"a@b\"", "undisclosed:;", "(a@b")) {
      assertEquals(
          none.equals("\"a@b\"") ? List.of("\"a@b\"") : List.of(), Addressees.in(none), none);
    }
  }

  @Test
  void addressListsSurviveNoise() {
    Random random = new Random(3);
    String alphabet = "a@b<>()\"\\,;: \té";
    for (int round = 0; round < 200_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertTrue(Addressees.in(text.toString()).stream().allMatch(a -> a.indexOf('@') > 0));
    }
  }
}
