/**
 * The mail store: what the protocols need of it beyond Apache James' own managers, which are
 * registered as services.
 */
@Export
@Version("1.4.0")
package org.postern.mailbox;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
