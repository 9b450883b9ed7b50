package org.postern.admin.internal.resources;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.postern.admin.AdminResource;
import org.postern.admin.Call;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.admin.internal.Backends;
import org.postern.directory.Audit;
import org.postern.directory.DirectoryException;

/** Who changed what: read only. */
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
public final class AuditResource implements AdminResource {
  private final Backends backends;

  public AuditResource(Backends backends) {
    this.backends = backends;
  }

  /**
   * @param changes each field as "before -> after", without secrets
   * @param outcome {@code ok}, or the code of the problem that was answered
   */
  public record EntryView(
      String id,
      Instant at,
      String actor,
      String remote,
      String action,
      String target,
      Map<String, String> changes,
      String outcome) {
    static EntryView of(Audit.Entry entry) {
      return new EntryView(
          entry.id(),
          entry.at(),
          entry.actor(),
          entry.remote(),
          entry.action(),
          entry.target(),
          entry.changes(),
          entry.outcome());
    }
  }

  @GET
  @RequiresScope("audit:read")
  public Listing<EntryView> list(
      @BeanParam ListQuery query,
      @QueryParam("actor") String actor,
      @QueryParam("action") String action,
      @QueryParam("target") String target,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @Context SecurityContext security)
      throws DirectoryException {
    Call.of(security).requireAllDomains();
    Audit.Filter filter =
        new Audit.Filter(
            Optional.ofNullable(actor),
            Optional.ofNullable(action),
            Optional.ofNullable(target),
            time("from", from),
            time("to", to));
    return Listing.of(backends.audit().entries(query.request(), filter), EntryView::of);
  }

  private static Optional<Instant> time(String name, String value) {
    try {
      return Optional.ofNullable(value)
          .map(java.time.OffsetDateTime::parse)
          .map(t -> t.toInstant());
    } catch (DateTimeParseException e) {
      throw Problem.badRequest("bad-parameter", name + " is a time such as 2030-01-31T12:00:00Z.");
    }
  }
}
