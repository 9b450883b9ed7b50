package org.postern.license.internal.state;

import java.util.Set;

/** What a license is compared with. */
public interface Surroundings {

  /** The server's domains, canonical. */
  Set<String> domains();

  /** How many accounts use what the license opens. */
  int seatsUsed();
}
