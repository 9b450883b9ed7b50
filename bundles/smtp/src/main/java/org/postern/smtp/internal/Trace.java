package org.postern.smtp.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.net.Connection;

/** The trace header that goes before a message (RFC 5321 4.4). */
final class Trace {
  private Trace() {}

  /**
   * Who sends.
   *
   * @param helo what the client called itself
   */
  record Peer(
      Service service,
      String helo,
      boolean extended,
      InetAddress address,
      Optional<Connection.Tls> tls,
      boolean authenticated) {

    /** RFC 3848, RFC 6531 3.7.3: the protocol in a Received field. */
    String with(boolean smtpUtf8) {
      String security = (tls.isPresent() ? "S" : "") + (authenticated ? "A" : "");
      if (service == Service.LMTP) {
        return (smtpUtf8 ? "UTF8LMTP" : "LMTP") + security;
      }
      if (!extended) {
        return "SMTP";
      }
      return (smtpUtf8 ? "UTF8SMTP" : "ESMTP") + security;
    }
  }

  /**
   * Return-Path and Received.
   *
   * @param hostname this server
   * @param only the recipient when there is exactly one: with more, each would see the others,
   *     blind copies among them (RFC 5321 7.6)
   */
  static byte[] fields(
      String hostname,
      Peer peer,
      Path sender,
      Optional<Path> only,
      boolean smtpUtf8,
      String id,
      String date) {
    StringBuilder fields = new StringBuilder(512);
    fields.append("Return-Path: ").append(sender).append("\r\n");
    fields.append("Received: from ").append(helo(peer.helo()));
    fields.append(" (").append(literal(peer.address())).append(")\r\n");
    peer.tls()
        .ifPresent(
            tls ->
                fields
                    .append("\t(using ")
                    .append(tls.protocol())
                    .append(" with cipher ")
                    .append(tls.cipherSuite())
                    .append(")\r\n"));
    fields.append("\tby ").append(hostname).append(" (Postern) with ");
    fields.append(peer.with(smtpUtf8)).append(" id ").append(id);
    only.ifPresent(path -> fields.append("\r\n\tfor ").append(path));
    fields.append(";\r\n\t").append(date).append("\r\n");
    return fields.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** RFC 5321 4.1.3. */
  static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    if (zone >= 0) {
      text = text.substring(0, zone);
    }
    return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
  }

  /** What a client called itself is worth little, but it must not break the field it stands in. */
  private static String helo(String name) {
    StringBuilder safe = new StringBuilder(name.length());
    for (int i = 0; i < name.length() && i < 255; i++) {
      char c = name.charAt(i);
      safe.append(c <= 127 && Text.isLetDig(c) || "-._:[]".indexOf(c) >= 0 ? c : '?');
    }
    return safe.toString();
  }
}
