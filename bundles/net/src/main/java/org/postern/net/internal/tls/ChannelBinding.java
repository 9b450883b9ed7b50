package org.postern.net.internal.tls;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;

/** What ties a SASL exchange to the TLS connection it runs over. */
public final class ChannelBinding {
  private static final Pattern HASH = Pattern.compile("(SHA\\d+|MD5)WITH.*");

  private ChannelBinding() {}

  /**
   * tls-server-end-point (RFC 5929 4.1): the hash of the server's certificate, by the hash of its
   * signature, SHA-256 in place of MD5 and SHA-1. Empty when it is not defined (Ed25519).
   */
  public static byte[] serverEndPoint(SSLSession session) {
    Certificate[] local = session.getLocalCertificates();
    if (local == null || local.length == 0 || !(local[0] instanceof X509Certificate certificate)) {
      return new byte[0];
    }
    try {
      Optional<String> hash = hash(certificate);
      return hash.isEmpty()
          ? new byte[0]
          : MessageDigest.getInstance(hash.get()).digest(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      return new byte[0]; // a hash that this Java doesn't know: no channel binding is offered
    }
  }

  private static Optional<String> hash(X509Certificate certificate)
      throws GeneralSecurityException {
    String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (name.equals("RSASSA-PSS")) {
      return Optional.of(pssHash(certificate));
    }
    Matcher matcher = HASH.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (matcher.group(1)) {
          case "MD5", "SHA1" -> "SHA-256";
          case String sha -> "SHA-" + sha.substring(3);
        });
  }

  private static String pssHash(X509Certificate certificate) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
    try {
      parameters.init(certificate.getSigAlgParams());
    } catch (java.io.IOException e) {
      throw new InvalidParameterSpecException(e.getMessage());
    }
    return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
  }

  /**
   * tls-exporter (RFC 9266), of TLS 1.3 only: TLS 1.2 would need proof of extended master secret.
   */
  public static Optional<byte[]> exporter(SSLSession session) {
    if (!session.getProtocol().equals("TLSv1.3")
        || !(session instanceof ExtendedSSLSession extended)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          extended.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32));
    } catch (SSLKeyException | UnsupportedOperationException e) {
      return Optional.empty(); // another TLS provider; tls-server-end-point is still there
    }
  }
}
