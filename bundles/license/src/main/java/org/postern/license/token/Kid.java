package org.postern.license.token;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Key ids, and the headers that name them. */
final class Kid {
  /** Ids of the demo vendor begin so, and no other's: its private keys are public knowledge. */
  static final String DEMO = "demo-";

  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

  private Kid() {}

  static String check(String kid) throws Refusal {
    if (!FORM.matcher(kid).matches()) {
      throw Refusal.malformed("A key id is not of lower-case letters, digits, dots and hyphens");
    }
    return kid;
  }

  /** The one header that is right for this key and kind of text, as it stands in the text. */
  static String header(String algorithm, String kid, String type) {
    return Base64Url.encode(
        "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\",\"typ\":\"" + type + "\"}");
  }

  /**
   * Why a header that equals none of the expected ones is refused: it is right for a key that is
   * not trusted, or it is no header at all.
   */
  static Refusal refusal(String header, String algorithm, String type) throws Refusal {
    String text = new String(Base64Url.decode(header), StandardCharsets.UTF_8);
    String before = "{\"alg\":\"" + algorithm + "\",\"kid\":\"";
    int end = text.indexOf('"', before.length());
    if (!text.startsWith(before) || end < 0) {
      return Refusal.malformed("The header is not that of this kind of text");
    }
    String kid = text.substring(before.length(), end);
    if (!FORM.matcher(kid).matches() || !header(algorithm, kid, type).equals(header)) {
      return Refusal.malformed("The header is not that of this kind of text");
    }
    return kid.startsWith(DEMO)
        ? new Refusal(
            Reason.DEMO_KEY,
            "It is signed with the demo key, which this build does not trust: get a license from"
                + " the vendor")
        : new Refusal(
            Reason.UNKNOWN_KEY,
            "It is signed with the key "
                + kid
                + ", which is not trusted here: install the vendor's newest trust bundle first, or"
                + " ask for a license of this product");
  }
}
