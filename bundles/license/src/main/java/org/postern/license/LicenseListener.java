package org.postern.license;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service that is told when the license's state, reason or features change. Called on
 * a thread of the license bundle after the change is in force; should return soon.
 */
@ConsumerType
public interface LicenseListener {

  void changed(LicenseStatus before, LicenseStatus after);
}
