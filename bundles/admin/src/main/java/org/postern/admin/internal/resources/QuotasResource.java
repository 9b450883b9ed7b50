package org.postern.admin.internal.resources;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.MergePatch;
import org.postern.admin.Precondition;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.rest.Checks;
import org.postern.directory.Account;
import org.postern.directory.DirectoryException;

/** The limits of the whole server: what holds where neither domain nor account says otherwise. */
@Path("/quotas")
@Produces(MediaType.APPLICATION_JSON)
public final class QuotasResource implements AdminResource {
  private final Backends backends;

  public QuotasResource(Backends backends) {
    this.backends = backends;
  }

  @GET
  @RequiresScope("server:read")
  public Response get(@Context Request request) {
    Account.Quota quota = backends.directory().serverQuota();
    return Precondition.answer(request, tag(quota), QuotaView.of(quota));
  }

  @PATCH
  @Consumes(MergePatch.TYPE)
  @RequiresScope("server:write")
  @Audited("server.quota")
  public Response change(
      MergePatch patch,
      @Context HttpHeaders headers,
      @Context Request request,
      @Context SecurityContext security)
      throws DirectoryException {
    Call call = Call.of(security).target("server");
    call.requireAllDomains();
    Account.Quota current = backends.directory().serverQuota();
    Precondition.require(headers, request, tag(current));
    QuotaView before = QuotaView.of(current);
    Checks checks = new Checks();
    Account.Quota changed = QuotaView.quota(patch.apply(before), "", checks);
    checks.done();
    backends.directory().setServerQuota(current, changed);
    call.changed("quota", before, QuotaView.of(changed));
    return Answering.changed(tag(changed), QuotaView.of(changed));
  }

  private static EntityTag tag(Account.Quota quota) {
    QuotaView view = QuotaView.of(quota);
    return new EntityTag(view.bytes() + "-" + view.messages());
  }
}
