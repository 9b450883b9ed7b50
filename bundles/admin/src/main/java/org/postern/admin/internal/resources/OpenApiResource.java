package org.postern.admin.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.postern.admin.AdminResource;
import org.postern.admin.ApiFragment;
import org.postern.admin.Unauthenticated;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API's description for programs: OpenAPI 3.1, made when the server was built, with what other
 * bundles contribute.
 */
@Path("/openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource implements AdminResource {
  private static final Logger LOG = LoggerFactory.getLogger(OpenApiResource.class);
  private final Backends backends;
  private final Json json;

  public OpenApiResource(Backends backends, Json json) {
    this.backends = backends;
    this.json = json;
  }

  @GET
  @Unauthenticated
  public Response openapi() {
    Response own = DocsResource.file("/openapi.json", "application/json");
    List<ApiFragment> fragments = backends.apiFragments();
    if (fragments.isEmpty()) {
      return own;
    }
    ObjectNode whole = (ObjectNode) json.tree((byte[]) own.getEntity());
    for (ApiFragment fragment : fragments) {
      try {
        merge(whole, json.tree(fragment.openApi().getBytes(StandardCharsets.UTF_8)));
      } catch (RuntimeException e) {
        LOG.error("a bundle contributes no OpenAPI document; it is left out", e);
      }
    }
    return Response.fromResponse(own).entity(json.bytes(whole)).build();
  }

  private static void merge(ObjectNode whole, JsonNode fragment) {
    for (JsonNode tag : fragment.path("tags")) {
      whole.withArray("/tags").add(tag);
    }
    add(whole.withObject("/paths"), fragment.path("paths"));
    for (Map.Entry<String, JsonNode> kind : fragment.path("components").properties()) {
      add(whole.withObject("/components/" + kind.getKey()), kind.getValue());
    }
  }

  private static void add(ObjectNode to, JsonNode members) {
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      if (!to.has(member.getKey())) {
        to.set(member.getKey(), member.getValue());
      }
    }
  }
}
