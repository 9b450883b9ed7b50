/** Domains, accounts, addresses, credentials, administrators and the audit log. */
@Export
@Version("2.0.0")
package org.postern.directory;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
