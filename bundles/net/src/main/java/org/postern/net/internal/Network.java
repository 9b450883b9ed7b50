package org.postern.net.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** A block of IP addresses in CIDR notation (RFC 4632, RFC 4291 2.3). */
record Network(InetAddress prefix, int bits) {

  /**
   * Parses {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or one address without a length.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int longest = address.getAddress().length * 8;
    int bits;
    try {
      bits = slash < 0 ? longest : Integer.parseInt(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a prefix length: " + text.substring(slash + 1), e);
    }
    if (bits < 0 || bits > longest) {
      throw new IllegalArgumentException("prefix length must be 0.." + longest);
    }
    return of(address, bits);
  }

  private static Network of(InetAddress address, int bits) {
    byte[] octets = address.getAddress();
    for (int i = 0; i < octets.length; i++) {
      int keep = Math.clamp(bits - i * 8L, 0, 8);
      octets[i] &= (byte) (0xff00 >> keep);
    }
    try {
      return new Network(InetAddress.getByAddress(octets), bits);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 octets", e);
    }
  }

  /**
   * The network that one client is taken to have: an IPv4 address, or the /64 of an IPv6 address,
   * since a single host has as many addresses in its /64 as it likes (RFC 4291 2.5.4).
   */
  static Network ofClient(InetAddress address) {
    return address instanceof Inet6Address ? of(address, 64) : new Network(address, 32);
  }

  boolean contains(InetAddress address) {
    byte[] octets = address.getAddress();
    return octets.length == prefix.getAddress().length
        && Arrays.equals(of(address, bits).prefix().getAddress(), prefix.getAddress());
  }

  @Override
  public String toString() {
    return prefix.getHostAddress() + "/" + bits;
  }
}
