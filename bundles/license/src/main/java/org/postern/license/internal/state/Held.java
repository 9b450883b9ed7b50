package org.postern.license.internal.state;

import java.util.List;

/**
 * A change that is right but takes something away: to be repeated with an acknowledgement. Nothing
 * has changed.
 */
public final class Held extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final transient List<String> losses;

  /**
   * @param losses what would be taken away, a sentence each
   */
  public Held(String code, String message, List<String> losses) {
    super(message);
    this.code = code;
    this.losses = List.copyOf(losses);
  }

  public String code() {
    return code;
  }

  public List<String> losses() {
    return losses;
  }
}
