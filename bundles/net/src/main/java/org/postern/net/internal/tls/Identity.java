package org.postern.net.internal.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** A certificate chain and its key. */
record Identity(Path file, PrivateKey key, List<X509Certificate> chain) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  X509Certificate certificate() {
    return chain.getFirst();
  }

  /**
   * The DNS names and IP addresses that it is for (RFC 9525 6: the subject's CN does not count).
   */
  List<String> names() {
    Collection<List<?>> all;
    try {
      all = certificate().getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return List.of(); // names that can't be read match nothing
    }
    List<String> names = new ArrayList<>();
    for (List<?> name : all == null ? List.<List<?>>of() : all) {
      if (name.get(0) instanceof Integer type && (type == DNS_NAME || type == IP_ADDRESS)) {
        names.add(name.get(1).toString());
      }
    }
    return names;
  }

  /** Whether it is for a DNS name, directly or by a wildcard for the first label (RFC 9525 6.3). */
  boolean isFor(String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    String wildcard = dot < 0 ? null : "*" + wanted.substring(dot);
    return names().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.equals(wanted) || name.equals(wildcard));
  }

  boolean selfSigned() {
    return certificate().getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
  }

  @Override
  public String toString() {
    return "Identity[" + file + "]"; // never the key
  }
}
