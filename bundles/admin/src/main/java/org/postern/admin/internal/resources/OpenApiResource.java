package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.postern.admin.AdminResource;
import org.postern.admin.Unauthenticated;

/** The API's description for programs: OpenAPI 3.1, made when the server was built. */
@Path("/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource implements AdminResource {

  @GET
  @Unauthenticated
  public Response openapi() {
    return DocsResource.file("/openapi.json", "application/json");
  }
}
