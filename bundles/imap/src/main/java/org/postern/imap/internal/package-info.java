/** The IMAP engine. */
package org.postern.imap.internal;
