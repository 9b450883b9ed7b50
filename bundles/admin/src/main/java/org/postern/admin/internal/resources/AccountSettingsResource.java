package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
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
import org.postern.directory.Account;
import org.postern.directory.Addresses;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;
import org.postern.directory.Domain;
import org.postern.mailbox.StoreAdmin;

/** An account's addresses, quota and protocols. */
@Path("/accounts")
@Produces(MediaType.APPLICATION_JSON)
public final class AccountSettingsResource implements AdminResource {
  private final Backends backends;
  private final Accounts accounts;

  public AccountSettingsResource(Backends backends, Accounts accounts) {
    this.backends = backends;
    this.accounts = accounts;
  }

  /**
   * @param main whether it is the account's main address
   */
  public record AddressView(String address, boolean main) {
    EntityTag tag() {
      return new EntityTag(Integer.toHexString(toString().hashCode()));
    }
  }

  /** How much of a quota is used. */
  public record QuotaUse(Limit bytes, Limit messages) {}

  /**
   * @param limit null for none
   * @param source the level that sets the limit
   * @param ratio of used to limit; null without a limit
   */
  public record Limit(Long limit, Source source, long used, Double ratio) {
    /** Where a limit comes from. */
    public enum Source {
      ACCOUNT,
      DOMAIN,
      SERVER,
      NONE
    }
  }

  /** A switch for each protocol that has one on every account. */
  public record Switches(Boolean pop3, Boolean imap, Boolean submission) {
    static Switches of(Account account) {
      Map<String, Boolean> all = AccountView.switches(account);
      return new Switches(all.get("pop3"), all.get("imap"), all.get("submission"));
    }

    Map<String, Boolean> over(Map<String, Boolean> others) {
      Map<String, Boolean> all = new HashMap<>(others);
      all.put("pop3", pop3);
      all.put("imap", imap);
      all.put("submission", submission);
      return all;
    }
  }

  @GET
  @Path("/{id}/addresses")
  @RequiresScope(value = "accounts:read", self = "id")
  public Listing<AddressView> addresses(
      @PathParam("id") String id, @BeanParam ListQuery query, @Context SecurityContext security)
      throws DirectoryException {
    Account account = accounts.find(id, Call.of(security));
    List<String> all = backends.directory().addresses(account.id());
    return Listing.of(
        IntStream.range(0, all.size())
            .mapToObj(i -> new AddressView(all.get(i), i == 0))
            .filter(view -> Texts.contains(view.address(), query.q()))
            .toList(),
        query);
  }

  @GET
  @Path("/{id}/addresses/{address}")
  @RequiresScope(value = "accounts:read", self = "id")
  public Response address(
      @PathParam("id") String id,
      @PathParam("address") String address,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Account account = accounts.find(id, Call.of(security));
    AddressView view =
        view(account, address).orElseThrow(() -> Problem.notFound("address of this account"));
    return Precondition.answer(request, view.tag(), view);
  }

  private Optional<AddressView> view(Account account, String address) throws DirectoryException {
    String canonical = canonical(address);
    List<String> all = backends.directory().addresses(account.id());
    return all.contains(canonical)
        ? Optional.of(new AddressView(canonical, all.getFirst().equals(canonical)))
        : Optional.empty();
  }

  @PUT
  @Path("/{id}/addresses/{address}")
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.address.add")
  public Response addAddress(
      @PathParam("id") String id,
      @PathParam("address") String address,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    accounts.requireInUse(account);
    if (!call.seesAddress(address)) {
      throw Problem.notFound("domain");
    }
    Optional<AddressView> known = view(account, address);
    if (known.isPresent()) {
      // It has no state but being there, which is what is asked for.
      Precondition.honor(headers, request, known.get().tag());
    } else if (headers.getHeaderString(HttpHeaders.IF_MATCH) != null) {
      // RFC 9110 13.1.1: what is not there matches nothing, not even *.
      throw Problem.stale();
    } else {
      backends.directory().addAddress(account.id(), address);
      call.changed("address", null, address);
    }
    return Answering.done();
  }

  @DELETE
  @Path("/{id}/addresses/{address}")
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.address.remove")
  public Response removeAddress(
      @PathParam("id") String id,
      @PathParam("address") String address,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    AddressView known =
        view(account, address).orElseThrow(() -> Problem.notFound("address of this account"));
    Precondition.honor(headers, request, known.tag());
    backends.directory().removeAddress(account.id(), known.address());
    call.changed("address", known.address(), null);
    return Answering.done();
  }

  private static String canonical(String address) {
    return Addresses.canonical(address).map(Addresses.Parts::toString).orElse(address);
  }

  @GET
  @Path("/{id}/quota")
  @RequiresScope(value = "accounts:read", self = "id")
  public Response quota(
      @PathParam("id") String id, @Context Request request, @Context SecurityContext security) {
    Account account = accounts.find(id, Call.of(security));
    return Response.ok(use(account)).tag(accounts.tag(account)).build();
  }

  private QuotaUse use(Account account) {
    StoreAdmin.Usage usage = backends.store().usage(account.id());
    return new QuotaUse(
        limit(account, Account.Quota::bytes, usage.bytes()),
        limit(account, Account.Quota::messages, usage.messages()));
  }

  private Limit limit(Account account, Function<Account.Quota, OptionalLong> of, long used) {
    OptionalLong own = of.apply(account.quota());
    if (own.isPresent()) {
      return limit(own, Limit.Source.ACCOUNT, used);
    }
    String domain = account.address().substring(account.address().lastIndexOf('@') + 1);
    OptionalLong inherited =
        backends.directory().domain(domain).map(Domain::quota).map(of).orElse(OptionalLong.empty());
    if (inherited.isPresent()) {
      return limit(inherited, Limit.Source.DOMAIN, used);
    }
    OptionalLong server = of.apply(backends.directory().serverQuota());
    return limit(server, server.isPresent() ? Limit.Source.SERVER : Limit.Source.NONE, used);
  }

  private static Limit limit(OptionalLong limit, Limit.Source source, long used) {
    return limit.isEmpty()
        ? new Limit(null, source, used, null)
        : new Limit(
            limit.getAsLong(),
            source,
            used,
            limit.getAsLong() == 0 ? null : Math.round(1e4 * used / limit.getAsLong()) / 1e4);
  }

  @PATCH
  @Path("/{id}/quota")
  @Consumes(MergePatch.TYPE)
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.quota")
  public Response changeQuota(
      @PathParam("id") String id,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    Precondition.require(headers, request, accounts.tag(account));
    accounts.requireInUse(account);
    Checks checks = new Checks();
    QuotaView before = QuotaView.of(account.quota());
    Account.Quota quota = QuotaView.quota(patch.apply(before), "", checks);
    checks.done();
    Account changed = backends.directory().changeAccount(with(account, quota));
    call.changed("quota", before, QuotaView.of(changed.quota()));
    return Answering.changed(accounts.tag(changed), use(changed));
  }

  @DELETE
  @Path("/{id}/quota")
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.quota")
  public Response inheritQuota(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    Precondition.require(headers, request, accounts.tag(account));
    accounts.requireInUse(account);
    backends.directory().changeAccount(with(account, Account.Quota.INHERITED));
    call.changed("quota", QuotaView.of(account.quota()), QuotaView.of(Account.Quota.INHERITED));
    return Answering.done();
  }

  private static Account with(Account account, Account.Quota quota) {
    return new Account(
        account.id(),
        account.address(),
        account.name(),
        account.state(),
        quota,
        account.protocols(),
        account.hiddenCapabilities(),
        account.createdAt(),
        account.updatedAt(),
        account.revision());
  }

  @GET
  @Path("/{id}/protocols")
  @RequiresScope(value = "accounts:read", self = "id")
  public Response protocols(
      @PathParam("id") String id, @Context Request request, @Context SecurityContext security) {
    Account account = accounts.find(id, Call.of(security));
    return Precondition.answer(request, accounts.tag(account), Switches.of(account));
  }

  @PATCH
  @Path("/{id}/protocols")
  @Consumes(MergePatch.TYPE)
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.protocols")
  public Response changeProtocols(
      @PathParam("id") String id,
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    Precondition.require(headers, request, accounts.tag(account));
    accounts.requireInUse(account);
    Switches before = Switches.of(account);
    Checks checks = new Checks();
    Map<String, Boolean> switches =
        AccountProtocols.kept(patch.apply(before).over(account.protocols()), "", checks);
    checks.done();
    Account wanted =
        new Account(
            account.id(),
            account.address(),
            account.name(),
            account.state(),
            account.quota(),
            switches,
            account.hiddenCapabilities(),
            account.createdAt(),
            account.updatedAt(),
            account.revision());
    AccountProtocols.allow(
        backends,
        // Over nothing, so that only what the caller says in so many words is in it.
        AccountProtocols.on(patch.apply(new Switches(null, null, null)).over(Map.of())),
        AccountProtocols.more(account, wanted));
    Account changed = backends.directory().changeAccount(wanted);
    call.changed("protocols", before, Switches.of(changed));
    return Answering.changed(accounts.tag(changed), Switches.of(changed));
  }
}
