/**
 * The gate of bundles that a license opens. A bundle is gated by {@link
 * org.postern.license.gate.Entitled} and one line for bnd, which copies this package and the token
 * package into it:
 *
 * <pre>-conditionalpackage: org.postern.license.gate, org.postern.license.token</pre>
 *
 * <p>The gate is then the bundle's own activator and believes nobody: it asks for the license text,
 * verifies it against the root in its own bundle, and refuses to start without a license in force.
 * How late it is the gate sees itself ({@link org.postern.license.gate.BelievedClock}, which the
 * license bundle goes by as well). Exported by nobody: whoever exported it could put another gate
 * in its place.
 */
package org.postern.license.gate;
