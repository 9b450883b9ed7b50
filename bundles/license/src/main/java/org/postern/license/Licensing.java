package org.postern.license;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells what license is in force, as a service. It informs and decides nothing: what a license
 * opens is a gated bundle, and its gate asks nobody. Thread-safe.
 */
@ProviderType
public interface Licensing {

  /** As it is now; never null. */
  LicenseStatus status();
}
