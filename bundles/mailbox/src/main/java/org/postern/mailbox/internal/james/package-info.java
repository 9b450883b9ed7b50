/**
 * Apache James Mailbox over the engine. Everything runs in the caller's thread: every reactive
 * method of James' that hops to a scheduler by default is overridden.
 */
package org.postern.mailbox.internal.james;
