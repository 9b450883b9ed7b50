package org.postern.net.internal;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a proxy says about a connection before its first octet (the PROXY protocol of HAProxy,
 * versions 1 and 2).
 *
 * @param client and {@code server} are the ends of the connection that the proxy took
 */
record ProxyHeader(InetSocketAddress client, InetSocketAddress server) {
  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final int V2_FIXED = 16;

  /** 2.1: a whole version 1 line, CRLF included. */
  private static final int V1_LONGEST = 107;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final int TLV_CRC32C = 0x03;

  /**
   * Reads a header and not an octet more.
   *
   * @return empty when the proxy speaks for itself (health checks) or can't tell
   * @throws ProtocolException when there is no header, or a wrong one
   */
  static Optional<ProxyHeader> read(Transport from) throws IOException {
    byte[] start = read(from, SIGNATURE.length);
    if (Arrays.equals(start, SIGNATURE)) {
      return version2(from);
    }
    if (new String(start, 0, 6, StandardCharsets.ISO_8859_1).equals("PROXY ")) {
      return version1(from, start);
    }
    throw new ProtocolException("the proxy sent no PROXY header");
  }

  private static byte[] read(Transport from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (from.read(bytes, System.nanoTime(), false) < 0) {
        throw new EOFException("the connection ended in the PROXY header");
      }
    }
    return bytes.array();
  }

  private static Optional<ProxyHeader> version2(Transport from) throws IOException {
    byte[] fixed = read(from, V2_FIXED - SIGNATURE.length);
    int length = ByteBuffer.wrap(fixed).getShort(2) & 0xffff;
    byte[] rest = read(from, length);
    int addresses =
        switch (fixed[0]) {
          case LOCAL -> 0;
          case PROXY ->
              switch (fixed[1]) {
                case TCP4 -> 4;
                case TCP6 -> 16;
                default -> 0; // UNSPEC, UNIX, UDP: 2.2 tells to take the connection as it is
              };
          default -> throw new ProtocolException("PROXY version or command not known");
        };
    if (addresses == 0) {
      return Optional.empty();
    }
    int ends = 2 * addresses + 4;
    if (length < ends) {
      throw new ProtocolException("the PROXY header is too short for its addresses");
    }
    verify(fixed, rest, ends);
    ByteBuffer ports = ByteBuffer.wrap(rest, 2 * addresses, 4);
    return Optional.of(
        new ProxyHeader(
            new InetSocketAddress(
                address(Arrays.copyOf(rest, addresses)), ports.getShort() & 0xffff),
            new InetSocketAddress(
                address(Arrays.copyOfRange(rest, addresses, 2 * addresses)),
                ports.getShort() & 0xffff)));
  }

  private static InetAddress address(byte[] octets) throws UnknownHostException {
    return InetAddress.getByAddress(octets);
  }

  /** 2.2.3: a checksum that is there has to be right. The other TLVs are of no use here. */
  private static void verify(byte[] fixed, byte[] rest, int start) throws ProtocolException {
    ByteBuffer tlvs = ByteBuffer.wrap(rest, start, rest.length - start);
    while (tlvs.remaining() >= 3) {
      int type = tlvs.get() & 0xff;
      int length = tlvs.getShort() & 0xffff;
      if (length > tlvs.remaining()) {
        throw new ProtocolException("a TLV is longer than the PROXY header");
      }
      if (type == TLV_CRC32C) {
        if (length != 4) {
          throw new ProtocolException("the checksum of the PROXY header has a wrong length");
        }
        int at = tlvs.position();
        int told = tlvs.getInt(at);
        byte[] zeroed = rest.clone();
        Arrays.fill(zeroed, at, at + 4, (byte) 0);
        CRC32C sum = new CRC32C();
        sum.update(SIGNATURE);
        sum.update(fixed);
        sum.update(zeroed);
        if ((int) sum.getValue() != told) {
          throw new ProtocolException("the checksum of the PROXY header is wrong");
        }
      }
      tlvs.position(tlvs.position() + length);
    }
  }

  private static Optional<ProxyHeader> version1(Transport from, byte[] start) throws IOException {
    StringBuilder line = new StringBuilder(V1_LONGEST);
    line.append(new String(start, StandardCharsets.ISO_8859_1));
    // Octet by octet: what follows the line belongs to the protocol, or to TLS.
    while (!line.toString().endsWith("\r\n")) {
      if (line.length() == V1_LONGEST) {
        throw new ProtocolException("the PROXY line is too long");
      }
      line.append((char) (read(from, 1)[0] & 0xff));
    }
    String[] parts = line.substring(0, line.length() - 2).split(" ", -1);
    if (parts[1].equals("UNKNOWN")) {
      return Optional.empty();
    }
    boolean known = parts[1].equals("TCP4") || parts[1].equals("TCP6");
    if (!known || parts.length != 6) {
      throw new ProtocolException("the PROXY line makes no sense");
    }
    try {
      return Optional.of(new ProxyHeader(end(parts[2], parts[4]), end(parts[3], parts[5])));
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("the PROXY line makes no sense: " + e.getMessage());
    }
  }

  private static InetSocketAddress end(String address, String port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), Integer.parseInt(port));
  }
}
