package org.postern.directory.internal;

import java.net.InetAddress;
import java.util.Optional;

/** An IP address or a CIDR block of them (RFC 4632, RFC 4291 2.3). */
record AddressBlock(byte[] network, int prefix) {

  /** Reads literals only: never asks the DNS. */
  static Optional<AddressBlock> parse(String text) {
    try {
      int slash = text.indexOf('/');
      String literal = slash < 0 ? text : text.substring(0, slash);
      if (!literal.contains(":") && !literal.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
        return Optional.empty(); // the platform also takes 10.1 for 10.0.0.1
      }
      byte[] network = InetAddress.ofLiteral(literal).getAddress();
      int prefix = slash < 0 ? network.length * 8 : prefix(text.substring(slash + 1));
      return prefix < 0 || prefix > network.length * 8 || literal.contains("%")
          ? Optional.empty()
          : Optional.of(new AddressBlock(network, prefix));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int prefix(String digits) {
    return digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
  }

  boolean contains(InetAddress client) {
    byte[] address = client.getAddress();
    if (address.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((address[bit >> 3] & mask) != (network[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }
}
