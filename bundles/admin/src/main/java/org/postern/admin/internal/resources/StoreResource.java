package org.postern.admin.internal.resources;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.admin.internal.tasks.TaskRunner;
import org.postern.mailbox.StoreAdmin;

/** The mail store as a whole: its figures and its verification. */
@Path("/store")
@Produces(MediaType.APPLICATION_JSON)
public final class StoreResource implements AdminResource {
  private final Backends backends;
  private final TaskRunner tasks;

  public StoreResource(Backends backends, TaskRunner tasks) {
    this.backends = backends;
    this.tasks = tasks;
  }

  @GET
  @RequiresScope("server:read")
  public StoreAdmin.Figures figures() {
    return backends.store().figures();
  }

  @POST
  @Path("/check")
  @RequiresScope("server:write")
  @Audited("store.check")
  public Response check(
      @Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
    Call call = Call.of(security).target("store");
    call.requireAllDomains();
    backends.store();
    String id =
        tasks.submit(
            "store.check",
            "store",
            call.caller(),
            progress -> {
              StoreAdmin.Report report = backends.store().check(progress::at);
              List<String> findings = new ArrayList<>(report.findings());
              findings.addAll(backends.directory().check());
              return Map.of(
                  "messages", report.messages(),
                  "bytes", report.bytes(),
                  "findings", findings);
            });
    return Answering.accepted(uri, headers, tasks, id);
  }
}
