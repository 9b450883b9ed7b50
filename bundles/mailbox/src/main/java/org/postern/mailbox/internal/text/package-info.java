/** The text of messages as searches compare it: decoded, folded, piece by piece. */
package org.postern.mailbox.internal.text;
