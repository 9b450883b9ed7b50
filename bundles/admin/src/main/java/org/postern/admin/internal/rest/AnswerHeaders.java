package org.postern.admin.internal.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;
import org.postern.admin.Listing;

/** Headers that every answer has, and the {@code Link} of a list's next part (RFC 8288). */
public final class AnswerHeaders implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    headers.putSingle("X-Content-Type-Options", "nosniff");
    if (!headers.containsKey("Cache-Control")) {
      headers.putSingle("Cache-Control", "no-store");
    }
    if (response.getEntity() instanceof Listing<?> listing && listing.next() != null) {
      String next =
          request
              .getUriInfo()
              .getRequestUriBuilder()
              .replaceQueryParam("cursor", listing.next())
              .build()
              .getRawQuery();
      String path = request.getUriInfo().getRequestUri().getRawPath();
      headers.putSingle("Link", "<" + path + "?" + next + ">; rel=\"next\"");
    }
  }
}
