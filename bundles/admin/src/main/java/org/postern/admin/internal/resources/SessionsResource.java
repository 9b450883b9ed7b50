package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.function.Predicate;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.net.Sessions;

/** Who is connected, over every protocol. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
public final class SessionsResource implements AdminResource {
  private final OpenSessions sessions;

  public SessionsResource(OpenSessions sessions) {
    this.sessions = sessions;
  }

  public record Ended(int ended) {}

  @GET
  @RequiresScope("sessions:read")
  public Listing<SessionView> list(
      @BeanParam ListQuery query,
      @QueryParam("protocol") String protocol,
      @QueryParam("account") String account,
      @QueryParam("ip") String ip,
      @Context SecurityContext security) {
    Predicate<Sessions.Session> which =
        seen(Call.of(security))
            .and(s -> protocol == null || s.protocol().equals(protocol))
            .and(s -> account == null || of(s, account))
            .and(s -> ip == null || address(s.remote()).equals(ip));
    return sessions.list(query, which);
  }

  @GET
  @Path("/{id}")
  @RequiresScope("sessions:read")
  public SessionView get(@PathParam("id") String id, @Context SecurityContext security) {
    return sessions.find(id, seen(Call.of(security)));
  }

  @DELETE
  @Path("/{id}")
  @RequiresScope("sessions:write")
  @Audited("session.end")
  public Response end(@PathParam("id") String id, @Context SecurityContext security) {
    Call call = Call.of(security).target(id);
    sessions.end(id, seen(call));
    return Answering.done();
  }

  @DELETE
  @RequiresScope("sessions:write")
  @Audited("session.end")
  public Response endAll(
      @QueryParam("account") String account,
      @QueryParam("protocol") String protocol,
      @Context SecurityContext security) {
    if (account == null && protocol == null) {
      throw Problem.badRequest(
          "filter-required", "Say whose sessions to end: account (id or address) or protocol.");
    }
    Call call = Call.of(security).target(account == null ? protocol : account);
    int ended =
        sessions.endAll(
            seen(call)
                .and(s -> account == null || of(s, account))
                .and(s -> protocol == null || s.protocol().equals(protocol)));
    call.changed("ended", null, ended);
    return Response.accepted(new Ended(ended)).build();
  }

  /** A session before login belongs to no domain: only those without a limit see it. */
  private static Predicate<Sessions.Session> seen(Call call) {
    return s -> call.domains().isEmpty() || call.seesAddress(s.account());
  }

  private static boolean of(Sessions.Session session, String account) {
    return session.accountId().equals(account) || session.account().equalsIgnoreCase(account);
  }

  /** The address of {@code 192.0.2.1:4711} and {@code [2001:db8::1]:4711}. */
  private static String address(String remote) {
    int colon = remote.lastIndexOf(':');
    String host = colon > 0 && remote.indexOf(':') == colon ? remote.substring(0, colon) : remote;
    if (remote.startsWith("[")) {
      host = remote.substring(1, Math.max(1, remote.indexOf(']')));
    }
    return host;
  }
}
