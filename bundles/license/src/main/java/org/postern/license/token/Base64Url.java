package org.postern.license.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Unpadded base64url (RFC 4648 5) in its one canonical form. */
final class Base64Url {

  private Base64Url() {}

  static String encode(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Refuses padding, other alphabets and unused bits that are not zero (RFC 4648 3.5). */
  static byte[] decode(String text) throws Refusal {
    byte[] octets;
    try {
      octets = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed("A part is not base64url");
    }
    if (!encode(octets).equals(text)) {
      throw Refusal.malformed("A part is not canonical base64url");
    }
    return octets;
  }
}
