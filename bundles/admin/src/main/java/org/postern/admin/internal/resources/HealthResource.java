package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.postern.admin.AdminResource;
import org.postern.admin.Unauthenticated;

/** For whoever watches the process: it tells nothing that a stranger may not know. */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public final class HealthResource implements AdminResource {
  private final Health health;

  public HealthResource(Health health) {
    this.health = health;
  }

  public record Status(Health.State status) {}

  @GET
  @Path("/live")
  @Unauthenticated
  public Status live() {
    return new Status(Health.State.OK);
  }

  @GET
  @Path("/ready")
  @Unauthenticated
  public Response ready() {
    Health.State state = health.state();
    return Response.status(state == Health.State.DOWN ? 503 : 200)
        .entity(new Status(state))
        .build();
  }
}
