/** What the administrator wrote into {@code conf/}, and what of it could not be taken. */
@Export
@Version("1.0.0")
package org.postern.settings;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
