package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.admin.AdminResource;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.ServerIdentity;
import org.postern.net.Protocol;

/** The server as a whole. */
@Path("/")
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

  /** What an edition brings and whether it is there. */
  public record Capability(String id, State state, String requiredEdition) {
    /** Whether it can be used. */
    public enum State {
      ACTIVE,
      UNLICENSED,
      MISSING_BUNDLE,
      DISABLED
    }
  }

  public record Capabilities(String edition, List<Capability> items) {}

  @GET
  @Path("server")
  @RequiresScope("server:read")
  public ServerView server() {
    return new ServerView(
        identity.name(),
        identity.version(),
        "base",
        identity.nodeId(),
        identity.startedAt(),
        Duration.between(identity.startedAt(), Instant.now()).toSeconds(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  @GET
  @Path("server/health")
  @RequiresScope("server:read")
  public HealthView health() {
    List<Health.Component> components = health.components();
    return new HealthView(Health.worst(components), components);
  }

  @GET
  @Path("capabilities")
  @RequiresScope("server:read")
  public Capabilities capabilities() {
    Set<String> served =
        backends.protocols().stream()
            .map(Protocol::name)
            .collect(Collectors.toCollection(TreeSet::new));
    return new Capabilities(
        "base",
        List.of(
            capability("pop3", served, "base"),
            capability("smtp", served, "base"),
            capability("submission", served, "base"),
            capability("lmtp", served, "base"),
            capability("imap", served, "pro")));
  }

  private static Capability capability(String id, Set<String> served, String edition) {
    return new Capability(
        id,
        served.contains(id) ? Capability.State.ACTIVE : Capability.State.MISSING_BUNDLE,
        edition);
  }
}
