package org.postern.license.internal.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.postern.admin.AdminResource;
import org.postern.admin.Audited;
import org.postern.admin.Call;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.license.internal.osgi.ServerEditions;
import org.postern.license.internal.state.LicenseKeeper;
import org.postern.license.internal.state.Surroundings;
import org.postern.license.token.Armor;
import org.postern.license.token.License;
import org.postern.license.token.Verdict;

/** The license: seen, installed, removed. The key itself is never answered. */
@Path("/license")
@Produces(MediaType.APPLICATION_JSON)
public final class LicenseResource implements AdminResource {
  private final LicenseKeeper keeper;
  private final ServerEditions editions;
  private final Surroundings around;
  private final Opening opening;
  private final FailedInstalls failed = new FailedInstalls(System::nanoTime);

  LicenseResource(
      LicenseKeeper keeper, ServerEditions editions, Surroundings around, Opening opening) {
    this.keeper = keeper;
    this.editions = editions;
    this.around = around;
    this.opening = opening;
  }

  /** What {@code license-tool issue --request} takes. */
  public record LicenseRequest(
      int v,
      String product,
      String installId,
      Instant buildDate,
      List<String> domains,
      int seatsUsed,
      String currentLid) {}

  @GET
  @RequiresScope("license:read")
  public LicenseView license() {
    keeper.refresh();
    return view(keeper.verdict());
  }

  @PUT
  @Consumes(MediaType.TEXT_PLAIN)
  @RequiresScope("license:write")
  @Audited("license.install")
  public LicenseView install(
      InputStream body,
      @QueryParam("dryRun") String dryRun,
      @QueryParam("acknowledge") String acknowledge,
      @Context SecurityContext security) {
    Call call = Call.of(security).target("license");
    call.requireAllDomains();
    boolean dry = Parameter.flag("dryRun", dryRun);
    boolean acknowledged = Parameter.flag("acknowledge", acknowledge);
    failed.check(); // Before the body is read.
    String key = Body.text(body, Armor.LICENSE);
    Verdict before = keeper.verdict();
    Verdict verdict = attempted(() -> keeper.install(key, acknowledged, dry));
    if (dry) {
      return view(verdict);
    }
    changed(call, before, verdict);
    return opened(verdict);
  }

  /** One key after the other: many that are tried at once are not tried before they count. */
  private Verdict attempted(Refusals.Change<Verdict> install) {
    synchronized (failed) {
      failed.check();
      try {
        return Refusals.answering(install);
      } catch (Problem e) {
        if (e.status() == 400 || e.status() == 422) {
          failed.add();
        }
        throw e;
      }
    }
  }

  @DELETE
  @RequiresScope("license:write")
  @Audited("license.remove")
  public LicenseView remove(
      @QueryParam("acknowledge") String acknowledge, @Context SecurityContext security) {
    Call call = Call.of(security).target("license");
    call.requireAllDomains();
    Verdict before = keeper.verdict();
    if (before.state().on() && !Parameter.flag("acknowledge", acknowledge)) {
      Opening.Ending ending = opening.ending(opening.open());
      throw Problem.conflict(
              "acknowledgement-required",
              "This would end "
                  + ending.sessions()
                  + " sessions of "
                  + ending.users()
                  + " users and close "
                  + (ending.protocols().isEmpty()
                      ? "nothing else"
                      : String.join(", ", ending.protocols()))
                  + ": repeat with acknowledge=true (--acknowledge).")
          .with("ends", ending);
    }
    Verdict verdict = Refusals.answering(keeper::remove);
    changed(call, before, verdict);
    return view(verdict);
  }

  @POST
  @Path("/trial")
  @RequiresScope("license:write")
  @Audited("license.trial")
  public Response trial(@Context SecurityContext security) {
    Call call = Call.of(security).target("license");
    call.requireAllDomains();
    String key =
        Trial.key()
            .orElseThrow(
                () -> Problem.of(404, "not-found", "This build of the product has no trial."));
    if (keeper.trialUsed()) {
      throw Problem.conflict(
          "trial-used", "The trial was begun here before: install a license (PUT /license).");
    }
    Verdict before = keeper.verdict();
    if (before.state().on()) {
      throw Problem.conflict("license-present", "A license is in force; there is nothing to try.");
    }
    Verdict verdict = Refusals.answering(() -> keeper.beginTrial(key));
    changed(call, before, verdict);
    return Response.status(Response.Status.CREATED).entity(opened(verdict)).build();
  }

  @GET
  @Path("/request")
  @RequiresScope("license:read")
  public LicenseRequest request() {
    return new LicenseRequest(
        1,
        License.PRODUCT,
        keeper.installId(),
        keeper.build().date(),
        List.copyOf(new TreeSet<>(around.domains())),
        editions.seatsUsed(),
        keeper.verdict().license().map(License::lid).orElse(null));
  }

  @PUT
  @Path("/trust")
  @Consumes(MediaType.TEXT_PLAIN)
  @RequiresScope("license:write")
  @Audited("license.trust")
  public LicenseView trust(InputStream body, @Context SecurityContext security) {
    Call call = Call.of(security).target("trust");
    call.requireAllDomains();
    long before = keeper.trust().trust().bundle().serial();
    String text = Body.text(body, Armor.TRUST);
    Refusals.answering(
        () -> {
          keeper.takeTrust(text);
          return null;
        });
    call.changed("serial", before, keeper.trust().trust().bundle().serial());
    return view(keeper.verdict());
  }

  @PUT
  @Path("/revocations")
  @Consumes(MediaType.TEXT_PLAIN)
  @RequiresScope("license:write")
  @Audited("license.revocations")
  public LicenseView revocations(InputStream body, @Context SecurityContext security) {
    Call call = Call.of(security).target("revocations");
    call.requireAllDomains();
    long before = keeper.trust().trust().revocations().serial();
    String text = Body.text(body, Armor.REVOCATIONS);
    Refusals.answering(
        () -> {
          keeper.takeRevocations(text);
          return null;
        });
    call.changed("serial", before, keeper.trust().trust().revocations().serial());
    return view(keeper.verdict());
  }

  @PUT
  @Path("/clock")
  @Consumes(MediaType.TEXT_PLAIN)
  @RequiresScope("license:write")
  @Audited("license.clock")
  public LicenseView clock(InputStream body, @Context SecurityContext security) {
    Call call = Call.of(security).target("clock");
    call.requireAllDomains();
    Instant before = keeper.now().reading();
    String text = Body.text(body, Armor.CLOCK);
    call.changed("mark", before, Refusals.answering(() -> keeper.resetClock(text)).mark());
    return view(keeper.verdict());
  }

  private LicenseView view(Verdict verdict) {
    return LicenseView.of(keeper, verdict, editions.seatsUsed());
  }

  private static void changed(Call call, Verdict before, Verdict after) {
    call.changed("state", before.state(), after.state())
        .changed("lid", lid(before), lid(after))
        .changed("fingerprint", fingerprint(before), fingerprint(after));
  }

  private static String lid(Verdict verdict) {
    return verdict.license().map(License::lid).orElse(null);
  }

  private static String fingerprint(Verdict verdict) {
    return verdict.token().map(token -> token.fingerprint()).orElse(null);
  }

  /** Answers when what the license opens is open. */
  private LicenseView opened(Verdict verdict) {
    List<String> obstacles = opening.obstacles(verdict);
    if (!obstacles.isEmpty()) {
      throw Problem.unavailable(
              "not-listening",
              "The license is installed and in force, but "
                  + String.join("; ", obstacles)
                  + ". It opens by itself when that is mended.")
          .with("license", view(verdict));
    }
    return view(verdict);
  }
}
