package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.postern.admin.AdminResource;
import org.postern.admin.Problem;
import org.postern.admin.Unauthenticated;

/** The API's description, for programs and for people; it needs nothing from elsewhere. */
@Path("/docs")
public final class DocsResource implements AdminResource {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @GET
  @Produces(MediaType.TEXT_HTML)
  @Unauthenticated
  public Response page() {
    return file("/docs/docs.html", "text/html;charset=utf-8");
  }

  @GET
  @Path("/docs.js")
  @Produces("text/javascript")
  @Unauthenticated
  public Response script() {
    return file("/docs/docs.js", "text/javascript;charset=utf-8");
  }

  @GET
  @Path("/docs.css")
  @Produces("text/css")
  @Unauthenticated
  public Response style() {
    return file("/docs/docs.css", "text/css;charset=utf-8");
  }

  static Response file(String name, String type) {
    try (InputStream in = DocsResource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw Problem.notFound("document in this build");
      }
      return Response.ok(in.readAllBytes(), type)
          .header("Content-Security-Policy", POLICY)
          .header("Cache-Control", "no-cache")
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
