package org.postern.settings.internal;

/** Why a settings file is refused; {@code line} is 0 and {@code key} empty for the whole file. */
final class BadSettings extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String key;

  BadSettings(int line, String key, String reason) {
    super(reason, null, false, false);
    this.line = line;
    this.key = key;
  }

  int line() {
    return line;
  }

  String key() {
    return key;
  }
}
