package org.postern.admin.internal;

import java.util.List;

/** The ports that the API is served on, as they are now. Thread-safe. */
public interface AdminPorts {

  /** Those that are switched on. */
  List<Port> ports();

  /**
   * A port of the API.
   *
   * @param obstacle why it can't be opened; empty when nothing is in the way
   */
  record Port(String id, String obstacle) {}
}
