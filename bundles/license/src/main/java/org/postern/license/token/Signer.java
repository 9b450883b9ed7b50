package org.postern.license.token;

import java.security.GeneralSecurityException;

/** Signs octets with one private key; only who issues licenses has one. */
@FunctionalInterface
public interface Signer {
  byte[] sign(byte[] octets) throws GeneralSecurityException;
}
