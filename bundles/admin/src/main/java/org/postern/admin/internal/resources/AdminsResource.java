package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Set;
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
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;

/** The administrators. */
@Path("/admins")
@Produces(MediaType.APPLICATION_JSON)
public final class AdminsResource implements AdminResource {
  private final Backends backends;

  public AdminsResource(Backends backends) {
    this.backends = backends;
  }

  /**
   * @param domains the only ones it may see; empty for all
   */
  public record AdminView(
      String id, String name, Role role, Set<String> domains, boolean enabled, Instant createdAt) {
    static AdminView of(Directory.Admin admin) {
      return new AdminView(
          admin.id(),
          admin.name(),
          admin.role(),
          admin.domains(),
          admin.enabled(),
          admin.createdAt());
    }
  }

  public record NewAdmin(String name, Role role, Set<String> domains) {}

  public record AdminChange(String name, Role role, Set<String> domains, Boolean enabled) {}

  @GET
  @RequiresScope("admins:read")
  public Listing<AdminView> list(@BeanParam ListQuery query) throws DirectoryException {
    return Listing.of(backends.directory().admins(query.request()), AdminView::of);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope("admins:write")
  @Audited("admin.add")
  public Response add(NewAdmin body, @Context UriInfo uri, @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security).target(String.valueOf(body.name()));
    new Checks()
        .required("/name", body.name())
        .required("/role", body.role())
        .length("/name", body.name(), 200)
        .done();
    Directory.Admin made =
        backends
            .directory()
            .addAdmin(body.name(), body.role(), body.domains() == null ? Set.of() : body.domains());
    call.target(made.id()).changed("name", null, made.name());
    call.changed("role", null, made.role()).changed("domains", null, made.domains());
    return Answering.created(uri, made.id(), Precondition.tag(made.revision()), AdminView.of(made));
  }

  @GET
  @Path("/{id}")
  @RequiresScope("admins:read")
  public Response get(
      @PathParam("id") String id, @Context Request request, @Context SecurityContext security) {
    Directory.Admin admin = find(id, Call.of(security));
    return Precondition.answer(request, Precondition.tag(admin.revision()), AdminView.of(admin));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("admins:write")
  @Audited("admin.change")
  public Response change(
      @PathParam("id") String id,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Directory.Admin admin = find(id, call);
    Precondition.require(headers, request, Precondition.tag(admin.revision()));
    AdminChange before =
        new AdminChange(admin.name(), admin.role(), admin.domains(), admin.enabled());
    AdminChange after = patch.apply(before);
    new Checks()
        .required("/name", after.name())
        .required("/role", after.role())
        .required("/enabled", after.enabled())
        .length("/name", after.name(), 200)
        .done();
    Directory.Admin changed =
        backends
            .directory()
            .changeAdmin(
                new Directory.Admin(
                    admin.id(),
                    after.name(),
                    after.role(),
                    after.domains() == null ? Set.of() : after.domains(),
                    after.enabled(),
                    admin.createdAt(),
                    admin.revision()));
    call.changed("name", before.name(), changed.name())
        .changed("role", before.role(), changed.role())
        .changed("domains", before.domains(), changed.domains())
        .changed("enabled", before.enabled(), changed.enabled());
    return Answering.changed(Precondition.tag(changed.revision()), AdminView.of(changed));
  }

  @DELETE
  @Path("/{id}")
  @RequiresScope("admins:write")
  @Audited("admin.remove")
  public Response remove(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Directory.Admin admin = find(id, call);
    Precondition.require(headers, request, Precondition.tag(admin.revision()));
    backends.directory().removeAdmin(admin.id(), admin.revision());
    call.changed("name", admin.name(), null);
    return Answering.done();
  }

  private Directory.Admin find(String id, Call call) {
    call.target(id);
    return backends.directory().admin(id).orElseThrow(() -> Problem.notFound("administrator"));
  }
}
