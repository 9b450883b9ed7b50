/** Finds the structure of messages while they are stored, and keeps it packed. */
package org.postern.mailbox.internal.mime;
