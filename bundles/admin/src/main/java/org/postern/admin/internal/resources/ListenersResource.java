package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.MergePatch;
import org.postern.admin.Precondition;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.json.Words;
import org.postern.net.ListenerChanges;
import org.postern.net.ListenerChanges.Place;
import org.postern.net.ListenerChanges.Refusal;
import org.postern.net.Listeners;

/** The ports of the mail protocols. */
@Path("/listeners")
@Produces(MediaType.APPLICATION_JSON)
public final class ListenersResource implements AdminResource {
  private final Backends backends;

  public ListenersResource(Backends backends) {
    this.backends = backends;
  }

  /**
   * @param enabled whether it is wanted open
   * @param address where it listens; {@code *} for every address
   * @param reason why it is not open; empty when it is
   */
  public record ListenerView(
      String id,
      String protocol,
      boolean enabled,
      String address,
      int port,
      String security,
      boolean open,
      String reason,
      int connections,
      long accepted,
      long refused) {
    static ListenerView of(Listeners.Listener listener) {
      return new ListenerView(
          listener.id(),
          listener.protocol(),
          listener.enabled(),
          listener.address(),
          listener.port(),
          Words.of(listener.security()),
          listener.open(),
          listener.reason(),
          listener.connections(),
          listener.accepted(),
          listener.refused());
    }
  }

  @GET
  @RequiresScope("listeners:read")
  public Listing<ListenerView> list(@BeanParam ListQuery query) {
    Comparator<ListenerView> byId = Comparator.comparing(ListenerView::id);
    List<ListenerView> all =
        backends.listeners().list().stream()
            .map(ListenerView::of)
            .filter(l -> Texts.contains(l.id(), query.q()))
            .sorted(
                query.order(
                    Map.of("id", byId, "port", Comparator.comparingInt(ListenerView::port)), byId))
            .toList();
    return Listing.of(all, query);
  }

  /**
   * @param enabled whether it is open; null for true
   * @param address an IP address or {@code *}; null for what holds for all listeners
   * @param port 1..65535; null for the standard port with the port base added
   */
  public record ListenerChange(Boolean enabled, String address, Integer port) {
    static ListenerChange of(Place place) {
      return new ListenerChange(
          place.enabled(),
          place.address().orElse(null),
          place.port().isPresent() ? place.port().getAsInt() : null);
    }

    Place place() {
      return new Place(
          enabled == null || enabled,
          Optional.ofNullable(address),
          port == null ? OptionalInt.empty() : OptionalInt.of(port));
    }
  }

  @GET
  @Path("/{id}")
  @RequiresScope("listeners:read")
  public Response get(@PathParam("id") String id, @Context Request request) {
    ListenerView view = view(id);
    return Precondition.answer(request, tag(view), view);
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("listeners:write")
  @Audited("listener.change")
  public Response change(
      @PathParam("id") String id,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security) {
    Call call = Call.of(security).target(id);
    call.requireAllDomains();
    ListenerView before = view(id);
    Precondition.require(headers, request, tag(before));
    ListenerChanges changes = backends.listenerChanges();
    Place set = changes.place(id).orElseThrow(() -> Problem.notFound("listener"));
    Place wanted = patch.apply(ListenerChange.of(set)).place();
    Optional<Refusal> refused = changes.change(id, wanted);
    if (refused.isPresent()) {
      throw problem(refused.get());
    }
    ListenerView after = view(id);
    call.changed("enabled", before.enabled(), after.enabled());
    call.changed("address", before.address(), after.address());
    call.changed("port", before.port(), after.port());
    return Answering.changed(tag(after), after);
  }

  private static Problem problem(Refusal refusal) {
    String reason = refusal.reason();
    return switch (refusal.kind()) {
      case NOT_FOUND -> Problem.notFound("listener");
      case BAD_ADDRESS -> Problem.invalid("/address", "bad-address", reason + ".");
      case BAD_PORT -> Problem.invalid("/port", "bad-port", reason + ".");
      case NOT_POSSIBLE ->
          Problem.conflict(
              "port-in-use", "It can't be opened there, so it stays as it was: " + reason + ".");
      case BAD_SETTINGS -> Problem.conflict("bad-settings-file", reason);
      case UNAVAILABLE -> Problem.unavailable("settings-unavailable", reason + ".");
    };
  }

  private ListenerView view(String id) {
    return backends.listeners().list().stream()
        .filter(listener -> listener.id().equals(id))
        .findFirst()
        .map(ListenerView::of)
        .orElseThrow(() -> Problem.notFound("listener"));
  }

  /** Of what can be changed: counts of connections change by themselves. */
  private static EntityTag tag(ListenerView view) {
    String state = view.enabled() + " " + view.address() + " " + view.port();
    return new EntityTag(Integer.toHexString(state.hashCode()));
  }
}
