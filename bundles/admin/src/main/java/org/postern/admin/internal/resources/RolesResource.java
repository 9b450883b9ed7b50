package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.postern.admin.AdminResource;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.json.Words;
import org.postern.directory.Directory.Role;
import org.postern.directory.Scopes;

/** The roles that administrators can have. */
@Path("/roles")
@Produces(MediaType.APPLICATION_JSON)
public final class RolesResource implements AdminResource {

  /**
   * @param scopes what it may do at most
   */
  public record RoleView(Role id, List<String> scopes) {}

  @GET
  @RequiresScope("admins:read")
  public Listing<RoleView> roles(@BeanParam ListQuery query) {
    Comparator<RoleView> byId = Comparator.comparing(RoleView::id);
    List<RoleView> all =
        Arrays.stream(Role.values())
            .map(role -> new RoleView(role, Scopes.of(role).stream().sorted().toList()))
            .filter(role -> Texts.contains(Words.of(role.id()), query.q()))
            .sorted(query.order(Map.of("id", byId), byId))
            .toList();
    return Listing.of(all, query);
  }
}
