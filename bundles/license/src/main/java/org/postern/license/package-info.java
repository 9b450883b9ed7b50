/** What license is in force, and who wants to know when that changes. */
@Export
@Version("1.0.0")
package org.postern.license;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
