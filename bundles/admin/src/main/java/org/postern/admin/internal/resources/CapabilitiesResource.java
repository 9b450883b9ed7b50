package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.admin.AdminResource;
import org.postern.admin.Editions;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.net.Protocol;

/** What this edition can do. */
@Path("/capabilities")
@Produces(MediaType.APPLICATION_JSON)
public final class CapabilitiesResource implements AdminResource {
  private final Backends backends;

  public CapabilitiesResource(Backends backends) {
    this.backends = backends;
  }

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
  @RequiresScope("server:read")
  public Capabilities capabilities() {
    Set<String> served =
        backends.protocols().stream()
            .map(Protocol::name)
            .collect(Collectors.toCollection(TreeSet::new));
    List<Capability> items =
        new ArrayList<>(
            List.of(
                capability("pop3", served, "base"),
                capability("smtp", served, "base"),
                capability("submission", served, "base"),
                capability("lmtp", served, "base")));
    Optional<Editions> editions = backends.editions();
    editions.ifPresentOrElse(
        it -> it.capabilities().forEach(capability -> items.add(of(capability))),
        () -> items.add(capability("imap", served, "pro")));
    return new Capabilities(editions.map(Editions::edition).orElse("base"), items);
  }

  private static Capability of(Editions.Capability capability) {
    return new Capability(
        capability.id(),
        Capability.State.valueOf(capability.state().name()),
        capability.requiredEdition());
  }

  private static Capability capability(String id, Set<String> served, String edition) {
    return new Capability(
        id,
        served.contains(id) ? Capability.State.ACTIVE : Capability.State.MISSING_BUNDLE,
        edition);
  }
}
