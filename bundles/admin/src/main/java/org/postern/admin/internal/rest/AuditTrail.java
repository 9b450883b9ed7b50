package org.postern.admin.internal.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.time.Instant;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.internal.Backends;
import org.postern.directory.Audit;
import org.postern.directory.DirectoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records every change and every refusal of one, before it is answered. Calls without a right token
 * are not somebody's: they stand in the log alone, so that strangers can't fill the audit.
 */
@Priority(100)
public final class AuditTrail implements ContainerResponseFilter {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
  private final Backends backends;

  @Context private ResourceInfo resource;

  public AuditTrail(Backends backends) {
    this.backends = backends;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (resource.getResourceMethod() == null
        || !(request.getSecurityContext().getUserPrincipal() instanceof Call call)
        || request.getProperty(Idempotency.REPLAYED) != null) {
      return;
    }
    Audited audited = resource.getResourceMethod().getAnnotation(Audited.class);
    if (audited == null) {
      return;
    }
    String outcome =
        response.getEntity() instanceof ProblemBody problem
            ? problem.code()
            : response.getStatus() < 400 ? "ok" : Integer.toString(response.getStatus());
    String target = call.target().isEmpty() ? request.getUriInfo().getPath() : call.target();
    record(backends, call, audited.value(), target, outcome);
  }

  /** Writes an entry; one that can't be written stands in the log. */
  public static void record(
      Backends backends, Call call, String action, String target, String outcome) {
    Audit.Entry entry =
        new Audit.Entry(
            "",
            Instant.now(),
            call.caller().name() + " (" + call.caller().id() + ")",
            call.remote().getHostAddress(),
            action,
            target,
            call.changes(),
            outcome);
    try {
      backends.audit().record(entry);
    } catch (DirectoryException | RuntimeException e) {
      LOG.error("not in the audit: {}", entry, e);
    }
  }
}
