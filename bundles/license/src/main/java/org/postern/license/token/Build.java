package org.postern.license.token;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What is built in: the trust, and the date. Both are files beside this class, put there by the
 * build (see CONTRIBUTING.md, {@code -Dpostern.trust}) and copied with it into every gated bundle.
 */
public record Build(Trust trust, Instant date) {

  /**
   * @throws IllegalStateException when the build put nothing there, or something wrong
   */
  public static Build embedded() {
    try {
      return new Build(
          Trust.read(resource("trust.txt")), Instant.parse(resource("build-date.txt").strip()));
    } catch (Refusal e) {
      throw new IllegalStateException("The trust built in is not in order: " + e.getMessage(), e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Build.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("This build has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalStateException("This build's " + name + " can't be read", e);
    }
  }
}
