package org.postern.license.internal.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The trial that the vendor has put into the product. */
final class Trial {

  private Trial() {}

  /** Its key; empty when this build has none. */
  static Optional<String> key() {
    try (InputStream in = Trial.class.getResourceAsStream("trial.txt")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
