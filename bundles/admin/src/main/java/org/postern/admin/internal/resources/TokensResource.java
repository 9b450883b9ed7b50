package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
import org.postern.directory.Addresses;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Scopes;

/** Bearer tokens: of the caller, and those that the caller may give to others. */
@Path("/auth/tokens")
@Produces(MediaType.APPLICATION_JSON)
public final class TokensResource implements AdminResource {
  private final Backends backends;

  public TokensResource(Backends backends) {
    this.backends = backends;
  }

  /**
   * @param owner the id of the administrator or account that acts with it
   * @param domains the only ones it may be used for; empty for the owner's own
   * @param addresses IP addresses and CIDR blocks that it may be used from; empty for anywhere
   * @param token shown in the answer to its creation and never again; null elsewhere
   */
  public record TokenView(
      String id,
      String owner,
      String name,
      Set<String> scopes,
      Set<String> domains,
      List<String> addresses,
      Instant createdAt,
      Instant expiresAt,
      Instant lastUsedAt,
      String token) {
    static TokenView of(Directory.Token token, String secret) {
      return new TokenView(
          token.id(),
          token.ownerId(),
          token.name(),
          token.scopes(),
          token.domains(),
          token.addresses(),
          token.createdAt(),
          token.expiresAt().orElse(null),
          token.lastUsedAt().orElse(null),
          secret);
    }

    @Override
    public String toString() {
      return "TokenView[" + id + "]";
    }
  }

  /**
   * @param owner the caller unless told
   * @param scopes all that the caller and the owner both have unless told
   */
  public record NewToken(
      String owner,
      String name,
      Set<String> scopes,
      Set<String> domains,
      List<String> addresses,
      Instant expiresAt) {}

  @GET
  @RequiresScope("tokens:read")
  public Listing<TokenView> list(
      @BeanParam ListQuery query,
      @QueryParam("owner") String owner,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Optional<String> of = Optional.ofNullable(owner);
    if (of.isEmpty() && !seesAll(call)) {
      of = Optional.of(call.caller().id());
    }
    if (of.isPresent() && !mayActFor(of.get(), call)) {
      throw Problem.notFound("owner");
    }
    return Listing.of(
        backends.directory().tokens(query.request(), of), token -> TokenView.of(token, null));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope("tokens:write")
  @Audited("token.add")
  public Response add(NewToken body, @Context UriInfo uri, @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    new Checks().required("/name", body.name()).length("/name", body.name(), 200).done();
    String owner = body.owner() == null ? call.caller().id() : body.owner();
    call.target(owner);
    if (!mayActFor(owner, call)) {
      throw Problem.invalid("/owner", "unknown-owner", "There is no such owner.");
    }
    Directory.NewSecret<Directory.Token> made =
        backends
            .directory()
            .addToken(
                new Directory.NewToken(
                    owner,
                    body.name(),
                    scopes(body, owner, call),
                    domains(body, owner, call),
                    body.addresses() == null ? List.of() : body.addresses(),
                    Optional.ofNullable(body.expiresAt())));
    Directory.Token token = made.entry();
    call.target(token.id()).changed("owner", null, token.ownerId());
    call.changed("scopes", null, token.scopes()).changed("domains", null, token.domains());
    return Answering.created(
        uri, token.id(), new EntityTag(token.id()), TokenView.of(token, made.secret()));
  }

  @GET
  @Path("/{id}")
  @RequiresScope("tokens:read")
  public Response get(
      @PathParam("id") String id, @Context Request request, @Context SecurityContext security) {
    Directory.Token token = find(id, Call.of(security));
    return Precondition.answer(request, new EntityTag(token.id()), TokenView.of(token, null));
  }

  @DELETE
  @Path("/{id}")
  @RequiresScope("tokens:write")
  @Audited("token.remove")
  public Response remove(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Directory.Token token = find(id, call);
    Precondition.require(headers, request, new EntityTag(token.id()));
    backends.directory().removeToken(token.id());
    call.changed("name", token.name(), null);
    return Answering.done();
  }

  /** By its id, or {@code current} for the one that this call is made with. */
  private Directory.Token find(String id, Call call) {
    String real = id.equals("current") ? call.caller().tokenId() : id;
    call.target(real);
    return backends
        .directory()
        .token(real)
        .filter(token -> mayActFor(token.ownerId(), call))
        .orElseThrow(() -> Problem.notFound("token"));
  }

  private static boolean seesAll(Call call) {
    return call.can("admins:read") && call.domains().isEmpty();
  }

  /** One's own, everybody's for a server administrator, those of accounts that one administers. */
  private boolean mayActFor(String owner, Call call) {
    if (owner.equals(call.caller().id()) || seesAll(call)) {
      return true;
    }
    return call.can("accounts:write")
        && backends
            .directory()
            .account(owner)
            .filter(account -> call.seesAddress(account.address()))
            .isPresent();
  }

  /** Nobody gives away more than they have themselves. */
  private Set<String> scopes(NewToken body, String owner, Call call) {
    boolean forAccount = backends.directory().account(owner).isPresent();
    if (body.scopes() == null || body.scopes().isEmpty()) {
      if (call.caller().scopes().equals(Scopes.ALL) || forAccount) {
        return forAccount ? Set.of("self:*") : Set.of("*");
      }
      Set<String> both = new TreeSet<>(call.caller().scopes());
      backends.directory().admin(owner).ifPresent(admin -> both.retainAll(Scopes.of(admin.role())));
      return both;
    }
    Set<String> beyond = new TreeSet<>(Scopes.expand(body.scopes()));
    beyond.removeAll(call.caller().scopes());
    if (!beyond.isEmpty()) {
      throw Problem.invalid(
          "/scopes",
          "scope-exceeds-own",
          "You don't have these yourself: " + String.join(", ", beyond) + ".");
    }
    return body.scopes();
  }

  private static Set<String> domains(NewToken body, String owner, Call call) {
    Set<String> asked = body.domains() == null ? Set.of() : body.domains();
    if (asked.isEmpty()) {
      return owner.equals(call.caller().id()) ? call.domains() : Set.of();
    }
    for (String domain : asked) {
      if (!call.sees(Addresses.domain(domain).orElse(domain))) {
        throw Problem.invalid(
            "/domains", "scope-exceeds-own", "You don't administer " + domain + ".");
      }
    }
    return asked;
  }
}
