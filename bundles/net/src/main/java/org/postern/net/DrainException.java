package org.postern.net;

import java.io.IOException;

/** A read was ended because the session has to go; writing still works for the farewell. */
public final class DrainException extends IOException {
  private static final long serialVersionUID = 1;

  public DrainException(String reason) {
    super(reason);
  }
}
