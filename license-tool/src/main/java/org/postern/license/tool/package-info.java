/**
 * The vendor's command line: {@code license-tool}.
 *
 * <p>A vendor is a folder. Its {@link org.postern.license.tool.Ledger} says what was made, and
 * everything else is derived from it: which keys are trusted ({@link
 * org.postern.license.tool.Books}), which licenses a retired key still honors, which are revoked,
 * the next serial. Keys are files of their own ({@link org.postern.license.tool.KeyFile}); the
 * root's may lie on a medium that is plugged in only to sign a trust bundle or a revocation list.
 *
 * <p>Signing is Bouncy Castle's; verifying is {@code org.postern.license.token}, the very code of
 * the server.
 */
package org.postern.license.tool;
