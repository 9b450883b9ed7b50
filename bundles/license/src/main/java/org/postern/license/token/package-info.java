/**
 * License keys: parse, verify, evaluate. Pure functions on the JDK alone, without OSGi and without
 * state, because every gated bundle carries its own private copy. Exported by nobody: whoever could
 * export it could open the gate.
 *
 * <p>Four kinds of signed text and the root's public keys, all armored ({@link
 * org.postern.license.token.Armor}):
 *
 * <ul>
 *   <li>{@code POSTERN LICENSE}: {@link org.postern.license.token.LicenseToken}, signed by an
 *       issuing key (JWS compact, RFC 7515 with the algorithm of RFC 9864)
 *   <li>{@code POSTERN TRUST}: {@link org.postern.license.token.TrustBundle}, the issuing keys,
 *       signed by the root
 *   <li>{@code POSTERN REVOCATIONS}: {@link org.postern.license.token.RevocationList}, signed by
 *       the root
 *   <li>{@code POSTERN CLOCK}: {@link org.postern.license.token.ClockReset}, signed by an issuing
 *       key
 *   <li>{@code POSTERN ROOT}: {@link org.postern.license.token.Root}, not signed, built in
 * </ul>
 *
 * {@link org.postern.license.token.Evaluator} says what a license is worth.
 */
package org.postern.license.token;
