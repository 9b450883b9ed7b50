package org.postern.directory;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** Addresses in the one form in which they are kept and compared. */
public final class Addresses {
  private Addresses() {}

  /** A local part and a domain. */
  public record Parts(String local, String domain) {
    @Override
    public String toString() {
      return local + "@" + domain;
    }
  }

  /**
   * The canonical form: local part NFC and lower case (Postern's local parts are case-insensitive),
   * quotes taken off where they are not needed, domain as lower-case A-labels. Empty when it is not
   * an address (RFC 5321 4.1.2, RFC 6531).
   */
  public static Optional<Parts> canonical(String address) {
    int at = address.lastIndexOf('@');
    if (at < 1) {
      return Optional.empty();
    }
    return domain(address.substring(at + 1))
        .flatMap(domain -> local(address.substring(0, at)).map(local -> new Parts(local, domain)));
  }

  /** A domain as lower-case A-labels, or empty when it is none. */
  public static Optional<String> domain(String name) {
    try {
      String ascii = IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
      return ascii.isEmpty() || ascii.length() > 253 || ascii.startsWith(".") || ascii.endsWith(".")
          ? Optional.empty()
          : Optional.of(ascii);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> local(String text) {
    String local = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    if (local.length() > 1 && local.startsWith("\"") && local.endsWith("\"")) {
      local = local.substring(1, local.length() - 1).replaceAll("\\\\(.)", "$1");
    }
    boolean controls = local.chars().anyMatch(c -> c < ' ' || c == 127);
    return local.isEmpty()
            || local.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 64
            || controls
        ? Optional.empty()
        : Optional.of(local);
  }
}
