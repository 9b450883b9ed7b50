package org.postern.admin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Marks an OSGi service as a Jakarta REST resource to be served below {@code /api/v1}. It appears
 * and goes with the service, within about a tenth of a second, without a request being lost.
 * Resources are singletons and must be thread-safe.
 */
@ConsumerType
public interface AdminResource {}
