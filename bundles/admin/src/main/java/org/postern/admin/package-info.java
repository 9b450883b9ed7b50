/**
 * The REST administration API: what a bundle needs to contribute resources of its own.
 *
 * <p>A resource is a Jakarta REST class registered as an OSGi service under {@link
 * org.postern.admin.AdminResource}; its paths are below {@code /api/v1}. Every method carries
 * {@link org.postern.admin.RequiresScope} or {@link org.postern.admin.Unauthenticated} (without one
 * it answers nobody), and a method that changes something also {@link org.postern.admin.Audited}.
 * It throws {@link org.postern.admin.Problem}, lists with {@link org.postern.admin.ListQuery} and
 * {@link org.postern.admin.Listing}, and learns who calls by {@link org.postern.admin.Call#of}.
 *
 * <p>What the container has to set, as framework properties: {@code postern.home} (the home's
 * absolute path) and {@code org.apache.felix.http.require.config=true}, so that no port opens
 * before this bundle has configured {@code org.apache.felix.http}. Ports follow {@code portBase} of
 * the configuration {@code org.postern.net}: portBase+80 on loopback in plain HTTP, portBase+443 in
 * HTTPS.
 */
@Export
@Version("1.0.0")
package org.postern.admin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
