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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
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
import org.postern.admin.internal.tasks.TaskRunner;
import org.postern.directory.Account;
import org.postern.directory.Addresses;
import org.postern.directory.Directory;
import org.postern.directory.Directory.Role;
import org.postern.directory.DirectoryException;

/** People with mail. */
@Path("/accounts")
@Produces(MediaType.APPLICATION_JSON)
public final class AccountsResource implements AdminResource {
  private final Backends backends;
  private final Accounts accounts;
  private final TaskRunner tasks;

  public AccountsResource(Backends backends, Accounts accounts, TaskRunner tasks) {
    this.backends = backends;
    this.accounts = accounts;
    this.tasks = tasks;
  }

  /**
   * @param password without one nobody can log in until one is set
   * @param state active unless told
   */
  public record NewAccount(
      String address,
      String name,
      String password,
      Account.State state,
      QuotaView quota,
      Map<String, Boolean> protocols) {
    @Override
    public String toString() {
      return "NewAccount[" + address + "]";
    }
  }

  /**
   * @param hiddenCapabilities names of capabilities, by protocol, that are not announced to the
   *     account once it is logged in, and not done for it: {@code {"imap": ["COMPRESS=DEFLATE"]}}
   */
  public record AccountChange(
      String address,
      String name,
      Account.State state,
      QuotaView quota,
      Map<String, Boolean> protocols,
      Map<String, Set<String>> hiddenCapabilities) {
    static AccountChange of(Account account) {
      return new AccountChange(
          account.address(),
          account.name(),
          account.state(),
          QuotaView.of(account.quota()),
          AccountView.switches(account),
          account.hiddenCapabilities());
    }
  }

  @GET
  @RequiresScope("accounts:read")
  public Listing<AccountView> list(
      @BeanParam ListQuery query,
      @QueryParam("domain") String domain,
      @QueryParam("address") String address,
      @QueryParam("state") String state,
      @QueryParam("enabled") String enabled,
      @QueryParam("overQuota") String overQuota,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    AccountFilters filters =
        new AccountFilters(backends, call.narrow(domain), address, state, enabled, overQuota);
    return Listing.of(filters.page(query.request()), accounts::view);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.add")
  public Response add(NewAccount body, @Context UriInfo uri, @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Checks checks =
        new Checks().required("/address", body.address()).length("/name", body.name(), 200);
    Account.Quota quota = QuotaView.quota(body.quota(), "/quota", checks);
    Map<String, Boolean> protocols = AccountProtocols.kept(body.protocols(), "/protocols", checks);
    checks.done();
    call.target(body.address());
    if (Addresses.canonical(body.address()).isPresent() && !call.seesAddress(body.address())) {
      throw Problem.invalid("/address", "unknown-domain", "There is no such domain here.");
    }
    Account.State state = body.state() == null ? Account.State.ACTIVE : body.state();
    AccountProtocols.allow(
        backends, AccountProtocols.on(body.protocols()), AccountProtocols.usable(state, protocols));
    Account made =
        backends
            .directory()
            .addAccount(
                new Directory.NewAccount(
                    body.address(),
                    body.name() == null ? "" : body.name(),
                    Optional.ofNullable(body.password()),
                    state,
                    quota,
                    protocols));
    call.target(made.id()).changed("address", null, made.address());
    call.changed("name", null, made.name()).changed("state", null, made.state());
    return Answering.created(uri, made.id(), accounts.tag(made), accounts.view(made));
  }

  @GET
  @Path("/{id}")
  @RequiresScope(value = "accounts:read", self = "id")
  public Response get(
      @PathParam("id") String id, @Context Request request, @Context SecurityContext security) {
    Account account = accounts.find(id, Call.of(security));
    return Precondition.answer(request, accounts.tag(account), accounts.view(account));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MergePatch.TYPE)
  @RequiresScope("accounts:write")
  @Audited("account.change")
  public Response change(
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
    AccountChange before = AccountChange.of(account);
    AccountChange after = patch.apply(before);
    Checks checks =
        new Checks()
            .required("/address", after.address())
            .required("/state", after.state())
            .length("/name", after.name(), 200);
    Account.Quota quota = QuotaView.quota(after.quota(), "/quota", checks);
    Map<String, Boolean> protocols = AccountProtocols.kept(after.protocols(), "/protocols", checks);
    Map<String, Set<String>> hidden = hidden(after, checks);
    checks.done();
    requireUnlockOnly(call, before, after);
    if (Addresses.canonical(after.address()).isPresent() && !call.seesAddress(after.address())) {
      throw Problem.invalid("/address", "unknown-domain", "There is no such domain here.");
    }
    AccountChange asked =
        patch.apply(
            new AccountChange(
                before.address(),
                before.name(),
                before.state(),
                before.quota(),
                null,
                before.hiddenCapabilities()));
    Account wanted =
        new Account(
            account.id(),
            after.address(),
            after.name() == null ? "" : after.name(),
            after.state(),
            quota,
            protocols,
            hidden,
            account.createdAt(),
            account.updatedAt(),
            account.revision());
    AccountProtocols.allow(
        backends, AccountProtocols.on(asked.protocols()), AccountProtocols.more(account, wanted));
    Account changed = backends.directory().changeAccount(wanted);
    AccountChange now = AccountChange.of(changed);
    call.changed("address", before.address(), now.address())
        .changed("name", before.name(), now.name())
        .changed("state", before.state(), now.state())
        .changed("quota", before.quota(), now.quota())
        .changed("protocols", before.protocols(), now.protocols())
        .changed("hiddenCapabilities", before.hiddenCapabilities(), now.hiddenCapabilities());
    return Answering.changed(accounts.tag(changed), accounts.view(changed));
  }

  private static Map<String, Set<String>> hidden(AccountChange after, Checks checks) {
    Map<String, Set<String>> hidden = new HashMap<>();
    if (after.hiddenCapabilities() != null) {
      after
          .hiddenCapabilities()
          .forEach(
              (protocol, names) -> {
                if (names == null || names.contains(null)) {
                  checks.add(
                      "/hiddenCapabilities/" + protocol, "wrong-type", "Must be a list of names.");
                } else {
                  hidden.put(protocol, names);
                }
              });
    }
    return hidden;
  }

  /** The help desk sets passwords and unlocks; it changes nothing else. */
  private static void requireUnlockOnly(Call call, AccountChange before, AccountChange after) {
    AccountChange unlocked =
        new AccountChange(
            before.address(),
            before.name(),
            after.state(),
            before.quota(),
            before.protocols(),
            before.hiddenCapabilities());
    if (call.caller().role() == Role.HELPDESK && !unlocked.equals(after)) {
      throw Problem.forbidden(
          "role-limited", "The help desk may change the state of an account and its password.");
    }
  }

  @DELETE
  @Path("/{id}")
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.remove")
  public Response remove(
      @PathParam("id") String id,
      @QueryParam("purge") String purge,
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security);
    Account account = accounts.find(id, call);
    Precondition.require(headers, request, accounts.tag(account));
    boolean forGood = AccountFilters.flag("purge", purge).orElse(true);
    call.changed("address", account.address(), null).changed("purge", null, forGood);
    if (forGood) {
      // Nothing is begun that can't be ended.
      backends.store();
    }
    Account marked = accounts.mark(account);
    if (!forGood) {
      return Answering.changed(accounts.tag(marked), accounts.view(marked));
    }
    return Answering.accepted(uri, headers, tasks, accounts.purge(marked, call));
  }

  @POST
  @Path("/{id}/restore")
  @RequiresScope(value = "accounts:write", except = Role.HELPDESK)
  @Audited("account.restore")
  public Response restore(@PathParam("id") String id, @Context SecurityContext security)
      throws DirectoryException {
    Account restored = accounts.restore(accounts.find(id, Call.of(security)));
    return Answering.changed(accounts.tag(restored), accounts.view(restored));
  }
}
