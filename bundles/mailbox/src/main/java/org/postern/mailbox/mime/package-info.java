/** What is known of a message's MIME structure without parsing it: read-only values. */
@Export
@Version("1.1.0")
package org.postern.mailbox.mime;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
