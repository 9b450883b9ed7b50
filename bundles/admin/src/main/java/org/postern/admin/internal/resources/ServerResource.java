package org.postern.admin.internal.resources;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.Editions;
import org.postern.admin.MergePatch;
import org.postern.admin.Precondition;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.ServerIdentity;

/** The server as a whole. */
@Path("/server")
@Produces(MediaType.APPLICATION_JSON)
public final class ServerResource implements AdminResource {
  private final ServerIdentity identity;
  private final Health health;
  private final ServerName name;
  private final Backends backends;

  public ServerResource(ServerIdentity identity, Health health, Backends backends) {
    this.identity = identity;
    this.health = health;
    this.name = new ServerName(backends, identity.name());
    this.backends = backends;
  }

  /**
   * @param name in greetings, Received fields and the certificate that the server makes itself
   * @param uptime in seconds
   * @param nodeId of this installation, for ever
   */
  public record ServerView(
      String name,
      String version,
      String edition,
      String nodeId,
      Instant startedAt,
      long uptime,
      String java,
      String os) {}

  /**
   * @param name a host name; null for the machine's own
   */
  public record ServerChange(String name) {}

  public record HealthView(Health.State status, List<Health.Component> components) {}

  @GET
  @RequiresScope("server:read")
  public Response server(@Context Request request) {
    ServerView view = view();
    return Precondition.answer(request, tag(view), view);
  }

  @PATCH
  @Consumes(MergePatch.TYPE)
  @RequiresScope("server:write")
  @Audited("server.change")
  public Response change(
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security) {
    Call call = Call.of(security).target(identity.nodeId());
    call.requireAllDomains();
    ServerView before = view();
    Precondition.require(headers, request, tag(before));
    name.change(patch.apply(new ServerChange(name.set().orElse(null))).name());
    ServerView after = view();
    call.changed("name", before.name(), after.name());
    return Answering.changed(tag(after), after);
  }

  /** Of what can be changed: the uptime changes by itself. */
  private static EntityTag tag(ServerView view) {
    return new EntityTag(Integer.toHexString((view.version() + " " + view.name()).hashCode()));
  }

  private ServerView view() {
    return new ServerView(
        name.set().orElse(identity.name()),
        identity.version(),
        backends.editions().map(Editions::edition).orElse("base"),
        identity.nodeId(),
        identity.startedAt(),
        Duration.between(identity.startedAt(), Instant.now()).toSeconds(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  @GET
  @Path("/health")
  @RequiresScope("server:read")
  public HealthView health() {
    List<Health.Component> components = health.components();
    return new HealthView(Health.worst(components), components);
  }
}
