package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import org.postern.admin.MergePatch;
import org.postern.admin.Precondition;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.Addresses;
import org.postern.directory.Directory;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;

/** The domains that mail is taken for, with their other names and default quota. */
@Path("/domains")
@Produces(MediaType.APPLICATION_JSON)
public final class DomainsResource implements AdminResource {
  private final Backends backends;

  public DomainsResource(Backends backends) {
    this.backends = backends;
  }

  /**
   * @param catchAll the address that gets mail for unknown ones; null for none
   * @param quota the default for the domain's accounts
   * @param protocols every switch; off here is off for every account of the domain, on is for each
   *     account's own to say. An account keeps its seat of the license all the same.
   */
  public record DomainView(
      String name,
      boolean enabled,
      String catchAll,
      QuotaView quota,
      Map<String, Boolean> protocols,
      Instant createdAt) {
    static DomainView of(Domain domain) {
      return new DomainView(
          domain.name(),
          domain.enabled(),
          domain.catchAll().orElse(null),
          QuotaView.of(domain.quota()),
          AccountView.switches(domain.protocols()),
          domain.createdAt());
    }
  }

  public record NewDomain(String name, Boolean enabled, String catchAll, QuotaView quota) {}

  public record DomainChange(
      Boolean enabled, String catchAll, QuotaView quota, Map<String, Boolean> protocols) {}

  public record DomainAlias(String name) {}

  @GET
  @RequiresScope("domains:read")
  public Listing<DomainView> list(@BeanParam ListQuery query, @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    if (call.domains().isEmpty()) {
      return Listing.of(backends.directory().domains(query.request()), DomainView::of);
    }
    // Few: those that this administrator is limited to.
    Comparator<DomainView> byName = Comparator.comparing(DomainView::name);
    List<DomainView> own =
        call.domains().stream()
            .filter(name -> name.contains(query.q().toLowerCase(java.util.Locale.ROOT)))
            .flatMap(name -> backends.directory().domain(name).stream())
            .map(DomainView::of)
            .sorted(query.order(Map.of("name", byName), byName))
            .toList();
    return Listing.of(own, query);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope("domains:write")
  @Audited("domain.add")
  public Response add(NewDomain body, @Context UriInfo uri, @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    call.requireAllDomains();
    Checks checks = new Checks().required("/name", body.name());
    var quota = QuotaView.quota(body.quota(), "/quota", checks);
    checks.done();
    call.target(body.name());
    Domain made =
        backends
            .directory()
            .addDomain(
                new Directory.NewDomain(
                    body.name(),
                    body.enabled() == null || body.enabled(),
                    Optional.ofNullable(body.catchAll()),
                    quota));
    audit(call, new DomainChange(null, null, null, null), made);
    return Answering.created(
        uri, made.name(), Precondition.tag(made.revision()), DomainView.of(made));
  }

  @GET
  @Path("/{domain}")
  @RequiresScope("domains:read")
  public Response get(
      @PathParam("domain") String name,
      @Context Request request,
      @Context SecurityContext security) {
    Domain domain = find(name, Call.of(security));
    return Precondition.answer(request, Precondition.tag(domain.revision()), DomainView.of(domain));
  }

  @PATCH
  @Path("/{domain}")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("domains:write")
  @Audited("domain.change")
  public Response change(
      @PathParam("domain") String name,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Domain domain = find(name, call);
    Precondition.require(headers, request, Precondition.tag(domain.revision()));
    DomainChange before =
        new DomainChange(
            domain.enabled(),
            domain.catchAll().orElse(null),
            QuotaView.of(domain.quota()),
            AccountView.switches(domain.protocols()));
    DomainChange after = patch.apply(before);
    Checks checks = new Checks().required("/enabled", after.enabled());
    var quota = QuotaView.quota(after.quota(), "/quota", checks);
    Map<String, Boolean> protocols = AccountProtocols.kept(after.protocols(), "/protocols", checks);
    checks.done();
    DomainChange asked =
        patch.apply(new DomainChange(before.enabled(), before.catchAll(), before.quota(), null));
    // Its accounts have their seats already, or not, each by its own switch.
    AccountProtocols.allow(backends, AccountProtocols.on(asked.protocols()), Set.of());
    Domain changed =
        backends
            .directory()
            .changeDomain(
                new Domain(
                    domain.name(),
                    after.enabled(),
                    Optional.ofNullable(after.catchAll()),
                    quota,
                    protocols,
                    domain.createdAt(),
                    domain.revision()));
    audit(call, before, changed);
    return Answering.changed(Precondition.tag(changed.revision()), DomainView.of(changed));
  }

  @DELETE
  @Path("/{domain}")
  @RequiresScope("domains:write")
  @Audited("domain.remove")
  public Response remove(
      @PathParam("domain") String name,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Domain domain = find(name, call);
    call.requireAllDomains();
    Precondition.require(headers, request, Precondition.tag(domain.revision()));
    backends.directory().removeDomain(domain.name(), domain.revision());
    return Answering.done();
  }

  @GET
  @Path("/{domain}/quota")
  @RequiresScope("domains:read")
  public Response quota(
      @PathParam("domain") String name,
      @Context Request request,
      @Context SecurityContext security) {
    Domain domain = find(name, Call.of(security));
    return Precondition.answer(
        request, Precondition.tag(domain.revision()), QuotaView.of(domain.quota()));
  }

  @PATCH
  @Path("/{domain}/quota")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("domains:write")
  @Audited("domain.change")
  public Response changeQuota(
      @PathParam("domain") String name,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Domain domain = find(name, call);
    Precondition.require(headers, request, Precondition.tag(domain.revision()));
    Checks checks = new Checks();
    QuotaView before = QuotaView.of(domain.quota());
    var quota = QuotaView.quota(patch.apply(before), "", checks);
    checks.done();
    Domain changed =
        backends
            .directory()
            .changeDomain(
                new Domain(
                    domain.name(),
                    domain.enabled(),
                    domain.catchAll(),
                    quota,
                    domain.protocols(),
                    domain.createdAt(),
                    domain.revision()));
    call.changed("quota", before, QuotaView.of(changed.quota()));
    return Answering.changed(Precondition.tag(changed.revision()), QuotaView.of(changed.quota()));
  }

  @GET
  @Path("/{domain}/aliases-of")
  @RequiresScope("domains:read")
  public Listing<DomainAlias> aliases(
      @PathParam("domain") String name,
      @BeanParam ListQuery query,
      @Context SecurityContext security)
      throws DirectoryException {
    Domain domain = find(name, Call.of(security));
    Comparator<DomainAlias> byName = Comparator.comparing(DomainAlias::name);
    List<DomainAlias> all =
        backends.directory().domainAliases(domain.name()).stream()
            .filter(alias -> alias.contains(query.q().toLowerCase(java.util.Locale.ROOT)))
            .map(DomainAlias::new)
            .sorted(query.order(Map.of("name", byName), byName))
            .toList();
    return Listing.of(all, query);
  }

  @PUT
  @Path("/{domain}/aliases-of/{alias}")
  @RequiresScope("domains:write")
  @Audited("domain.alias.add")
  public Response addAlias(
      @PathParam("domain") String name,
      @PathParam("alias") String alias,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Domain domain = find(name, call);
    call.requireAllDomains();
    backends.directory().addDomainAlias(domain.name(), alias);
    call.changed("alias", null, alias);
    return Answering.done();
  }

  @DELETE
  @Path("/{domain}/aliases-of/{alias}")
  @RequiresScope("domains:write")
  @Audited("domain.alias.remove")
  public Response removeAlias(
      @PathParam("domain") String name,
      @PathParam("alias") String alias,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Domain domain = find(name, call);
    call.requireAllDomains();
    String canonical = Addresses.domain(alias).orElse(alias);
    if (!backends.directory().domainAliases(domain.name()).contains(canonical)) {
      throw Problem.notFound("domain alias");
    }
    backends.directory().removeDomainAlias(domain.name(), canonical);
    call.changed("alias", alias, null);
    return Answering.done();
  }

  private Domain find(String name, Call call) {
    call.target(name);
    String canonical = Addresses.domain(name).orElse(name);
    return Optional.of(canonical)
        .filter(call::sees)
        .flatMap(backends.directory()::domain)
        .orElseThrow(() -> Problem.notFound("domain"));
  }

  private static void audit(Call call, DomainChange before, Domain after) {
    call.changed("enabled", before.enabled(), after.enabled())
        .changed("catchAll", before.catchAll(), after.catchAll().orElse(null))
        .changed("quota", before.quota(), QuotaView.of(after.quota()));
    if (before.protocols() != null) {
      call.changed("protocols", before.protocols(), AccountView.switches(after.protocols()));
    }
  }
}
