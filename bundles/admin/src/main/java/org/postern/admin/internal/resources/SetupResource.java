package org.postern.admin.internal.resources;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.postern.admin.AdminResource;
import org.postern.admin.Unauthenticated;
import org.postern.admin.internal.Setup;
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.DirectoryException;

/** The first administrator, while there is none. */
@Path("/setup")
@Produces(MediaType.APPLICATION_JSON)
public final class SetupResource implements AdminResource {
  private final Setup setup;

  @Context private HttpServletRequest servlet;

  public SetupResource(Setup setup) {
    this.setup = setup;
  }

  /**
   * @param tokenFile where, in the home, the one-time token is
   */
  public record SetupView(boolean needed, String tokenFile) {}

  /**
   * @param token the one-time token
   * @param name of the administrator; {@code admin} unless told
   */
  public record FirstAdmin(String token, String name) {
    @Override
    public String toString() {
      return "FirstAdmin[" + name + "]";
    }
  }

  /**
   * @param token the bearer token of the new administrator, shown this once
   */
  public record SetUp(String adminId, String name, String token) {
    @Override
    public String toString() {
      return "SetUp[" + adminId + "]";
    }
  }

  @GET
  @Unauthenticated
  public SetupView get() {
    setup.requireOpen();
    return new SetupView(true, Setup.FILE);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Unauthenticated
  public Response setUp(FirstAdmin body, @Context UriInfo uri)
      throws DirectoryException, UnknownHostException {
    setup.requireOpen();
    new Checks().required("/token", body.token()).length("/name", body.name(), 200).done();
    SetUp made =
        setup.firstAdmin(
            body.token(),
            body.name() == null || body.name().isBlank() ? "admin" : body.name(),
            InetAddress.getByName(servlet.getRemoteAddr()));
    return Response.created(uri.getBaseUriBuilder().path("admins").path(made.adminId()).build())
        .tag(new EntityTag(made.adminId()))
        .entity(made)
        .build();
  }
}
