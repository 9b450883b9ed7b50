package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.postern.admin.AdminResource;
import org.postern.admin.Editions;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.ServerIdentity;

/** The server as a whole. */
@Path("/server")
@Produces(MediaType.APPLICATION_JSON)
public final class ServerResource implements AdminResource {
  private final ServerIdentity identity;
  private final Health health;
  private final Backends backends;

  public ServerResource(ServerIdentity identity, Health health, Backends backends) {
    this.identity = identity;
    this.health = health;
    this.backends = backends;
  }

  /**
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

  public record HealthView(Health.State status, List<Health.Component> components) {}

  @GET
  @RequiresScope("server:read")
  public ServerView server() {
    return new ServerView(
        identity.name(),
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
