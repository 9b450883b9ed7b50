package org.postern.settings;

/** A component's refusal of a setting. */
public final class BadSetting extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String key;
  private final String reason;

  /**
   * @param key the setting
   * @param reason what is wrong and what may be there instead, for a person
   */
  public BadSetting(String key, String reason) {
    super(key + ": " + reason);
    this.key = key;
    this.reason = reason;
  }

  public String key() {
    return key;
  }

  public String reason() {
    return reason;
  }
}
