package org.postern.net;

import java.net.BindException;

/** Why a TCP port can't be listened on, in words for an administrator. */
public final class PortFailure {
  private PortFailure() {}

  /**
   * What a failure to bind means: which port, and which process holds it as far as that is known.
   *
   * @param host how the settings name the address
   */
  public static String explain(String host, int port, Exception e) {
    String where = "port " + port + " on " + host;
    if (!(e instanceof BindException)) {
      return where + ": " + e.getMessage();
    }
    String message = String.valueOf(e.getMessage());
    if (message.contains("in use")) {
      return where
          + " is in use"
          + PortOwner.find(port).map(owner -> " by " + owner).orElse(" by another process");
    }
    if (message.contains("Permission denied")) {
      return where
          + ": not allowed; ports below 1024 need CAP_NET_BIND_SERVICE (see the systemd unit),"
          + " or set portBase";
    }
    return where + ": " + message;
  }
}
