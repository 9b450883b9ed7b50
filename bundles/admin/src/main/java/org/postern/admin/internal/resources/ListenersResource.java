package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.postern.admin.AdminResource;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.json.Words;
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
   * @param reason why it is not open; empty when it is
   */
  public record ListenerView(
      String id,
      String protocol,
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

  @GET
  @Path("/{id}")
  @RequiresScope("listeners:read")
  public ListenerView get(@PathParam("id") String id) {
    return backends.listeners().list().stream()
        .filter(listener -> listener.id().equals(id))
        .findFirst()
        .map(ListenerView::of)
        .orElseThrow(() -> Problem.notFound("listener"));
  }
}
