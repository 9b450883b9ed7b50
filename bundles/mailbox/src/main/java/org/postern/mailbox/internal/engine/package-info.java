/**
 * The storage engine: append-only segments of bodies and an SQLite index. Plain Java, so that the
 * command line can load it without a framework.
 */
package org.postern.mailbox.internal.engine;
