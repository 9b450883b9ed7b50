package org.postern.license.token;

/** Why a license, or another signed text, is not in force. The codes are stable. */
public enum Reason {
  /** Nothing is wrong. */
  NONE(""),
  MALFORMED("malformed"),
  BAD_SIGNATURE("bad-signature"),
  /** Signed with a key that is not trusted, or with a retired one that does not list it. */
  UNKNOWN_KEY("unknown-key"),
  /** Signed with the public demo key, while this build trusts a vendor. */
  DEMO_KEY("demo-key"),
  UNSUPPORTED_VERSION("unsupported-version"),
  WRONG_PRODUCT("wrong-product"),
  NOT_YET_VALID("not-yet-valid"),
  EXPIRED("expired"),
  REVOKED("revoked"),
  BINDING_MISMATCH("binding-mismatch"),
  /** This build is newer than the license's maintenance. */
  MAINTENANCE_ENDED("maintenance-ended"),
  /** A trust bundle, revocation list or clock reset that is older than what is in force. */
  SERIAL_TOO_OLD("serial-too-old");

  private final String code;

  Reason(String code) {
    this.code = code;
  }

  /** The problem code of the REST API; empty for {@link #NONE}. */
  public String code() {
    return code;
  }
}
