/** The services of this bundle, over the engine and James. */
package org.postern.mailbox.internal;
