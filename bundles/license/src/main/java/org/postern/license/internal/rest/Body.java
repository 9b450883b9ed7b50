package org.postern.license.internal.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.postern.admin.Problem;
import org.postern.license.token.Armor;

/** An armored text as a request's body. */
final class Body {

  private Body() {}

  /** One char an octet; never more than the kind of text may have. */
  static String text(InputStream body, Armor kind) {
    try {
      byte[] octets = body.readNBytes(kind.limit() + 1);
      if (octets.length > kind.limit()) {
        throw Problem.of(
                413, "body-too-large", "Such a text has at most " + kind.limit() + " octets.")
            .header("Connection", "close");
      }
      return new String(octets, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw Problem.badRequest("malformed", "The body did not arrive whole.");
    }
  }
}
