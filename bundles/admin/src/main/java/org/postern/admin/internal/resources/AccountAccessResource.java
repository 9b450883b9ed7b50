package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Precondition;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.Account;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;

/** How an account logs in: its password, its app passwords and its open sessions. */
@Path("/accounts")
@Produces(MediaType.APPLICATION_JSON)
public final class AccountAccessResource implements AdminResource {
  private final Backends backends;
  private final Accounts accounts;
  private final OpenSessions sessions;

  public AccountAccessResource(Backends backends, Accounts accounts, OpenSessions sessions) {
    this.backends = backends;
    this.accounts = accounts;
    this.sessions = sessions;
  }

  public record NewPassword(String password) {
    @Override
    public String toString() {
      return "NewPassword[]";
    }
  }

  /**
   * @param protocols where it may be used; empty for everywhere
   * @param password shown in the answer to its creation and never again; null elsewhere
   */
  public record AppPasswordView(
      String id,
      String name,
      Set<String> protocols,
      Instant createdAt,
      Instant expiresAt,
      Instant lastUsedAt,
      String password) {
    static AppPasswordView of(Directory.AppPassword entry, String password) {
      return new AppPasswordView(
          entry.id(),
          entry.name(),
          entry.protocols(),
          entry.createdAt(),
          entry.expiresAt().orElse(null),
          entry.lastUsedAt().orElse(null),
          password);
    }

    @Override
    public String toString() {
      return "AppPasswordView[" + id + "]";
    }
  }

  public record NewAppPassword(String name, Set<String> protocols, Instant expiresAt) {}

  @PUT
  @Path("/{id}/password")
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope(value = "accounts:write", self = "id")
  @Audited("account.password")
  public Response setPassword(
      @PathParam("id") String id,
      NewPassword body,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Account account = accounts.find(id, Call.of(security));
    // A password can't be read, so there is no state of it that somebody could overwrite unseen.
    Precondition.honor(headers, request, accounts.tag(account));
    accounts.requireInUse(account);
    new Checks().required("/password", body.password()).done();
    backends.directory().setPassword(account.id(), body.password());
    return Answering.done();
  }

  @GET
  @Path("/{id}/app-passwords")
  @RequiresScope(value = "accounts:read", self = "id")
  public Listing<AppPasswordView> appPasswords(
      @PathParam("id") String id, @BeanParam ListQuery query, @Context SecurityContext security)
      throws DirectoryException {
    Account account = accounts.find(id, Call.of(security));
    Comparator<AppPasswordView> byAge = Comparator.comparing(AppPasswordView::createdAt);
    List<AppPasswordView> all =
        backends.directory().appPasswords(account.id()).stream()
            .map(entry -> AppPasswordView.of(entry, null))
            .filter(entry -> Texts.contains(entry.name(), query.q()))
            .sorted(
                query.order(
                    Map.of("createdAt", byAge, "name", Comparator.comparing(AppPasswordView::name)),
                    byAge))
            .toList();
    return Listing.of(all, query);
  }

  @POST
  @Path("/{id}/app-passwords")
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope(value = "accounts:write", self = "id")
  @Audited("account.app-password.add")
  public Response addAppPassword(
      @PathParam("id") String id,
      NewAppPassword body,
      @Context UriInfo uri,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    accounts.requireInUse(account);
    new Checks().required("/name", body.name()).length("/name", body.name(), 200).done();
    Directory.NewSecret<Directory.AppPassword> made =
        backends
            .directory()
            .addAppPassword(
                account.id(),
                body.name(),
                body.protocols() == null ? Set.of() : body.protocols(),
                Optional.ofNullable(body.expiresAt()));
    call.changed("appPassword", null, made.entry().id() + " " + made.entry().name());
    return Answering.created(
        uri,
        made.entry().id(),
        new EntityTag(made.entry().id()),
        AppPasswordView.of(made.entry(), made.secret()));
  }

  @GET
  @Path("/{id}/app-passwords/{entry}")
  @RequiresScope(value = "accounts:read", self = "id")
  public Response appPassword(
      @PathParam("id") String id,
      @PathParam("entry") String entry,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Directory.AppPassword found = appPassword(accounts.find(id, Call.of(security)), entry);
    return Precondition.answer(request, new EntityTag(found.id()), AppPasswordView.of(found, null));
  }

  @DELETE
  @Path("/{id}/app-passwords/{entry}")
  @RequiresScope(value = "accounts:write", self = "id")
  @Audited("account.app-password.remove")
  public Response removeAppPassword(
      @PathParam("id") String id,
      @PathParam("entry") String entry,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    Directory.AppPassword found = appPassword(account, entry);
    Precondition.require(headers, request, new EntityTag(found.id()));
    backends.directory().removeAppPassword(account.id(), found.id());
    call.changed("appPassword", found.id() + " " + found.name(), null);
    return Answering.done();
  }

  private Directory.AppPassword appPassword(Account account, String entry)
      throws DirectoryException {
    return backends.directory().appPasswords(account.id()).stream()
        .filter(known -> known.id().equals(entry))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("app password"));
  }

  @GET
  @Path("/{id}/sessions")
  @RequiresScope(value = "sessions:read", self = "id")
  public Listing<SessionView> sessions(
      @PathParam("id") String id, @BeanParam ListQuery query, @Context SecurityContext security) {
    Account account = accounts.find(id, Call.of(security));
    return sessions.list(query, session -> session.accountId().equals(account.id()));
  }

  @DELETE
  @Path("/{id}/sessions/{session}")
  @RequiresScope(value = "sessions:write", self = "id", except = Role.AUDITOR)
  @Audited("session.end")
  public Response endSession(
      @PathParam("id") String id,
      @PathParam("session") String session,
      @Context SecurityContext security) {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    call.target(session);
    sessions.end(session, known -> known.accountId().equals(account.id()));
    return Answering.done();
  }
}
