package org.postern.net.internal;

/** A setting that is refused. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  SettingsException(String key, String reason) {
    super("conf/org.postern.net.json: " + key + ": " + reason);
  }
}
