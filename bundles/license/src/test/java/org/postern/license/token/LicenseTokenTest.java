package org.postern.license.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.license.vendor.Licenses;
import org.postern.license.vendor.Vendor;

class LicenseTokenTest {
  private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");
  private static final License LICENSE = Licenses.year(Licenses.LID, NOW);

  private static Vendor vendor;
  private static Trust trust;
  private static String token;

  @BeforeAll
  static void issue() throws Exception {
    vendor = new Vendor("example", false).key("k-2026").key("k-2025");
    trust = vendor.trust();
    token = vendor.issue(LICENSE, "k-2026");
  }

  @Test
  void aLicenseComesBackAsItWasIssued() throws Exception {
    LicenseToken read = LicenseToken.verify(token, trust);
    assertEquals(LICENSE, read.license());
    assertEquals("k-2026", read.kid());
    assertEquals(43, read.fingerprint().length());
    assertFalse(read.toString().contains(parts(token).get(2)));
    License bound =
        Licenses.bound(
            Licenses.expires(LICENSE, Optional.empty()),
            Set.of("a.example", "b.example"),
            Set.of("some-install"));
    assertEquals(bound, LicenseToken.verify(vendor.issue(bound, "k-2025"), trust).license());
  }

  @Test
  void lineBreaksDoNotMatter() throws Exception {
    String crlf = "\r\n" + token.replace("\n", "\r\n") + "\r\n\r\n";
    assertEquals(LICENSE, LicenseToken.verify(crlf, trust).license());
    String oneLine = Armor.LICENSE.wrap("").replace("\n", "\n" + body(token) + "\n");
    assertThrows(Refusal.class, () -> LicenseToken.verify(oneLine, trust));
    String flat = token.replace("\n", "");
    assertEquals(LICENSE, LicenseToken.verify(flat, trust).license());
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] octets = token.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < octets.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        octets[i] ^= (byte) (1 << bit);
        String flipped = new String(octets, StandardCharsets.ISO_8859_1);
        int at = i;
        assertThrows(Refusal.class, () -> LicenseToken.verify(flipped, trust), () -> "octet " + at);
        octets[i] ^= (byte) (1 << bit);
      }
    }
  }

  @Test
  void everyCutAndEveryTailIsRefused() {
    int end = token.length() - 1; // Without the last line feed it is whole.
    for (int i = 0; i < end; i++) {
      String cut = token.substring(0, i);
      assertThrows(Refusal.class, () -> LicenseToken.verify(cut, trust));
    }
    for (String tail : List.of("x", " ", "\0", token, ".", "-----END POSTERN LICENSE-----")) {
      assertRefused(Reason.MALFORMED, token + tail);
      assertRefused(Reason.MALFORMED, tail + token);
    }
  }

  @Test
  void garbageIsRefusedAndNothingElseEscapes() {
    Random random = new Random(42);
    List<String> parts = parts(token);
    for (int i = 0; i < 20_000; i++) {
      String text = mutated(random, random.nextBoolean() ? token : String.join(".", parts));
      if (!body(text).equals(body(token))) {
        assertThrows(
            Refusal.class,
            () -> LicenseToken.verify(Armor.LICENSE.wrap(text), trust),
            () -> "seed 42: " + text);
        assertThrows(Refusal.class, () -> LicenseToken.verify(text, trust));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"kid\":\"k-2026\",\"typ\":\"postern-license+jws\"}",
        "{\"alg\":\"HS256\",\"kid\":\"k-2026\",\"typ\":\"postern-license+jws\"}",
        "{\"alg\":\"EdDSA\",\"kid\":\"k-2026\",\"typ\":\"postern-license+jws\"}",
        "{\"alg\":\"MLDSA65-Ed25519\",\"kid\":\"k-2026\",\"typ\":\"postern-license+jws\"}",
        "{\"alg\":\"Ed25519\",\"kid\":\"k-2026\",\"typ\":\"JWT\"}",
        "{\"alg\":\"Ed25519\",\"kid\":\"k-2026\",\"typ\":\"postern-clock+jws\"}",
        "{\"alg\":\"Ed25519\",\"kid\":\"k-2026\",\"typ\":\"postern-license+jws\",\"jwk\":{}}",
        "{\"alg\":\"Ed25519\",\"kid\":\"k-2026\",\"kid\":\"x\",\"typ\":\"postern-license+jws\"}",
        "{\"kid\":\"k-2026\",\"alg\":\"Ed25519\",\"typ\":\"postern-license+jws\"}",
        "{\"alg\": \"Ed25519\",\"kid\":\"k-2026\",\"typ\":\"postern-license+jws\"}",
        "{\"alg\":\"Ed25519\",\"kid\":\"../k\",\"typ\":\"postern-license+jws\"}",
        "{}",
        ""
      })
  void aForgedHeaderIsRefusedBeforeItsPayloadIsRead(String header) throws Exception {
    // Signed as the header says it: with the public key as an HMAC key, and with the right key.
    String signed = Base64Url.encode(header) + '.' + Base64Url.encode("not even JSON");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(vendor.keys("k-2026").getPublic().getEncoded(), "HmacSHA256"));
    byte[] octets = signed.getBytes(StandardCharsets.US_ASCII);
    Signer signer = Vendor.signer("Ed25519", vendor.keys("k-2026").getPrivate());
    for (byte[] signature : List.of(mac.doFinal(octets), signer.sign(octets), new byte[0])) {
      assertRefused(
          Reason.MALFORMED, Armor.LICENSE.wrap(signed + '.' + Base64Url.encode(signature)));
    }
  }

  @Test
  void anotherKeysSignatureIsRefused() throws Exception {
    List<String> other = parts(vendor.issue(LICENSE, "k-2025"));
    List<String> mine = parts(token);
    assertRefused(Reason.BAD_SIGNATURE, wrap(mine.get(0), mine.get(1), other.get(2)));
    Vendor stranger = new Vendor("stranger", false).key("k-2026").key("k-2099");
    assertRefused(Reason.BAD_SIGNATURE, stranger.issue(LICENSE, "k-2026"));
    assertRefused(Reason.UNKNOWN_KEY, stranger.issue(LICENSE, "k-2099"));
    Vendor demo = new Vendor("demo-root", true).key("demo-2026");
    assertRefused(Reason.DEMO_KEY, demo.issue(LICENSE, "demo-2026"));
  }

  @Test
  void aSignatureOfOtherLengthIsRefused() {
    List<String> mine = parts(token);
    byte[] signature = Base64.getUrlDecoder().decode(mine.get(2));
    for (int length = 0; length < 130; length++) {
      if (length != 64) {
        String other = Base64Url.encode(Arrays.copyOf(signature, length));
        assertThrows(
            Refusal.class, () -> LicenseToken.verify(wrap(mine.get(0), mine.get(1), other), trust));
      }
    }
  }

  @Test
  void aSignatureWithTheOrderAddedIsRefused() {
    // RFC 8032 8.4: S + L verifies as S does where S < L is not checked.
    byte[] signature = Base64.getUrlDecoder().decode(parts(token).get(2));
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] big = new byte[33];
    for (int i = 0; i < 32; i++) {
      big[32 - i] = signature[32 + i];
    }
    byte[] sum = new BigInteger(big).add(order).toByteArray();
    for (int i = 0; i < 32; i++) {
      signature[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
    }
    assertRefused(
        Reason.BAD_SIGNATURE,
        wrap(parts(token).get(0), parts(token).get(1), Base64Url.encode(signature)));
  }

  @Test
  void otherEncodingsOfTheSameOctetsAreRefused() {
    List<String> mine = parts(token);
    for (int i = 0; i < 3; i++) {
      String[] padded = mine.toArray(String[]::new);
      padded[i] = padded[i] + "=".repeat((4 - padded[i].length() % 4) % 4 + 4);
      assertRefused(Reason.MALFORMED, Armor.LICENSE.wrap(String.join(".", padded)));
    }
    // 64 octets end in a digit with four unused bits: 15 other digits decode to the same.
    String signature = mine.get(2);
    String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = digits.indexOf(signature.charAt(signature.length() - 1));
    for (int unused = 1; unused < 16; unused++) {
      String twin = signature.substring(0, signature.length() - 1) + digits.charAt(last + unused);
      assertRefused(Reason.MALFORMED, wrap(mine.get(0), mine.get(1), twin));
    }
    String standard = body(token).replace('-', '+').replace('_', '/');
    if (!standard.equals(body(token))) {
      assertRefused(Reason.MALFORMED, Armor.LICENSE.wrap(standard));
    }
    assertRefused(Reason.MALFORMED, Armor.LICENSE.wrap(body(token) + "."));
    assertRefused(Reason.MALFORMED, token.replace("LICENSE", "CLOCK"));
  }

  @Test
  void aTextThatIsTooLargeIsRefused() {
    assertRefused(Reason.MALFORMED, token + "\n".repeat(16 * 1024));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v\":1,\"v\":1,\"x", // A member twice.
        "v\":1,\"v\":2,\"x",
        "\\u0076\":1,\"v"
      })
  void aMemberTwiceIsRefused(String members) throws Exception {
    assertPayloadRefused(Reason.MALFORMED, LICENSE.json().replaceFirst("v", quote(members)));
  }

  @Test
  void aPayloadThatIsNotExactlyOneIsRefused() throws Exception {
    String json = LICENSE.json();
    for (String bad :
        List.of(
            json + "x",
            json + json,
            json + "\0",
            "[" + json + "]",
            "",
            "{",
            "null",
            "\ufeff" + json,
            json.replace("\"seats\":10", "\"seats\":10.0"),
            json.replace("\"seats\":10", "\"seats\":1e1"),
            json.replace("\"seats\":10", "\"seats\":010"),
            json.replace("\"seats\":10", "\"seats\":0"),
            json.replace("\"seats\":10", "\"seats\":-1"),
            json.replace("\"seats\":10", "\"seats\":99999999999"),
            json.replace("\"seats\":10", "\"seats\":9999999999999999999"),
            json.replace("\"seats\":10", "\"seats\":\"10\""),
            json.replace("\"seats\":10,", ""),
            json.replace("\"iat\":", "\"iat\":-"),
            json.replace("\"feat\":[\"imap\"]", "\"feat\":[\"imap\",7]"),
            json.replace("\"feat\":[\"imap\"]", "\"feat\":[\"\"]"),
            json.replace("\"feat\":[\"imap\"]", "\"feat\":[[[[[[[[[]]]]]]]]]"),
            json.replace("\"feat\":[\"imap\"]", "\"feat\":" + "[".repeat(3000)),
            json.replace("Example", "Ex\tample"),
            json.replace("Example", "Ex\\ud800ample"),
            json.replace("Example", "Ex\\xample"),
            json.replace(Licenses.LID, "../../etc/passwd"),
            json.replace("\"ed\":\"pro\"", "\"ed\":\"../pro\""),
            json.replace("\"cus\":{", "\"cus\":[{").replace("GmbH\"}", "GmbH\"}]"))) {
      assertPayloadRefused(Reason.MALFORMED, bad);
    }
    License backwards = Licenses.expires(LICENSE, Optional.of(NOW.minusSeconds(1)));
    assertPayloadRefused(Reason.MALFORMED, backwards.json());
  }

  @Test
  void whatIsNewerThanThisBuildIsNamedSo() throws Exception {
    String json = LICENSE.json();
    assertPayloadRefused(Reason.UNSUPPORTED_VERSION, json.replace("\"v\":1", "\"v\":2"));
    assertPayloadRefused(
        Reason.UNSUPPORTED_VERSION,
        json.replace("\"v\":1", "\"v\":1,\"crit\":[\"new\"],\"new\":1"));
    assertPayloadRefused(
        Reason.UNSUPPORTED_VERSION, json.replace("\"commercial\"", "\"lifetime\""));
    assertEquals(
        LICENSE,
        LicenseToken.verify(
                signed(json.replace("\"v\":1", "\"v\":1,\"new\":1,\"crit\":[\"seats\"]")), trust)
            .license());
  }

  @Test
  void aRetiredKeyHonorsOnlyWhatItsListNames() throws Exception {
    String honored = vendor.issue(LICENSE, "k-2025");
    String fingerprint = LicenseToken.verify(honored, trust).fingerprint();
    Trust rotated =
        trust.with(
            TrustBundle.verify(
                vendor.bundle(
                    2, vendor.active("k-2026"), vendor.retired("k-2025", Set.of(fingerprint))),
                trust.root()));
    assertEquals(LICENSE, LicenseToken.verify(honored, rotated).license());
    // Who found the old key dates a license back, or puts more into a listed lid.
    License backdated = Licenses.year(Licenses.OTHER_LID, NOW.minusSeconds(86_400 * 300));
    License more = Licenses.seats(LICENSE, OptionalInt.empty());
    for (License forged : List.of(backdated, more)) {
      String text = vendor.issue(forged, "k-2025");
      Refusal refusal = assertThrows(Refusal.class, () -> LicenseToken.verify(text, rotated));
      assertEquals(Reason.UNKNOWN_KEY, refusal.reason());
    }
    Trust dropped =
        rotated.with(TrustBundle.verify(vendor.bundle(3, vendor.active("k-2026")), trust.root()));
    assertEquals(
        Reason.UNKNOWN_KEY,
        assertThrows(Refusal.class, () -> LicenseToken.verify(honored, dropped)).reason());
  }

  private static void assertPayloadRefused(Reason reason, String json) throws Exception {
    assertRefused(reason, signed(json));
  }

  private static String signed(String json) throws Exception {
    Signer signer = Vendor.signer("Ed25519", vendor.keys("k-2026").getPrivate());
    return Jws.sign(Armor.LICENSE, "postern-license+jws", json, "k-2026", signer);
  }

  private static void assertRefused(Reason reason, String text) {
    Refusal refusal = assertThrows(Refusal.class, () -> LicenseToken.verify(text, trust));
    assertEquals(reason, refusal.reason(), refusal.getMessage());
  }

  private static String mutated(Random random, String text) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(mutated.length());
      switch (random.nextInt(4)) {
        case 0 -> mutated.setCharAt(at, (char) random.nextInt(300));
        case 1 -> mutated.insert(at, (char) (' ' + random.nextInt(95)));
        case 2 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(40)));
        default -> mutated.insert(at, text, 0, random.nextInt(40));
      }
      if (mutated.isEmpty()) {
        return "";
      }
    }
    return mutated.toString();
  }

  private static String quote(String text) {
    return Matcher.quoteReplacement(text);
  }

  private static String body(String text) {
    return text.replaceAll("-----(BEGIN|END) POSTERN LICENSE-----|[\r\n]", "");
  }

  private static List<String> parts(String text) {
    return List.of(body(text).split("\\."));
  }

  private static String wrap(String... parts) {
    return Armor.LICENSE.wrap(String.join(".", parts));
  }
}
