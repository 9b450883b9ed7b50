/** Listeners, TLS, connections and limits for every protocol, and the registry of sessions. */
@Export
@Version("1.1.0")
package org.postern.net;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
