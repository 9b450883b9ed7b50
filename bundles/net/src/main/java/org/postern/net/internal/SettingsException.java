package org.postern.net.internal;

/** A setting that is refused. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;
  private final String reason;

  SettingsException(String key, String reason) {
    super("conf/org.postern.net.json: " + key + ": " + reason);
    this.key = key;
    this.reason = reason;
  }

  String key() {
    return key;
  }

  String reason() {
    return reason;
  }
}
