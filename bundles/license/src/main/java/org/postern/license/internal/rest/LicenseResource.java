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
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
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
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Refusal;
import org.postern.license.token.Trust;
import org.postern.license.token.Verdict;

/** The license: seen, installed, removed. The key itself is never answered. */
@Path("/license")
@Produces(MediaType.APPLICATION_JSON)
public final class LicenseResource implements AdminResource {
  private final LicenseKeeper keeper;
  private final ServerEditions editions;
  private final Surroundings around;
  private final Opening opening;
  private final FailedInstalls failed;

  LicenseResource(
      LicenseKeeper keeper,
      ServerEditions editions,
      Surroundings around,
      Opening opening,
      LongSupplier nanos) {
    this.failed = new FailedInstalls(nanos);
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
    return taken(call, body, Armor.TRUST, keeper::takeTrust, trust -> trust.bundle().serial());
  }

  @PUT
  @Path("/revocations")
  @Consumes(MediaType.TEXT_PLAIN)
  @RequiresScope("license:write")
  @Audited("license.revocations")
  public LicenseView revocations(InputStream body, @Context SecurityContext security) {
    Call call = Call.of(security).target("revocations");
    return taken(
        call,
        body,
        Armor.REVOCATIONS,
        keeper::takeRevocations,
        trust -> trust.revocations().serial());
  }

  /** What the vendor's root has signed. */
  @FunctionalInterface
  private interface Taking {
    Trust take(String text) throws Refusal, IOException;
  }

  private LicenseView taken(
      Call call, InputStream body, Armor kind, Taking taking, ToLongFunction<Trust> serial) {
    call.requireAllDomains();
    long before = serial.applyAsLong(keeper.trust());
    String text = Body.text(body, kind);
    Trust after = Refusals.answering(() -> taking.take(text));
    call.changed("serial", before, serial.applyAsLong(after));
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
    return verdict.token().map(LicenseToken::fingerprint).orElse(null);
  }

  /**
   * Answers when what the license opens is open, or when it is not this license's turn any more.
   */
  private LicenseView opened(Verdict verdict) {
    List<String> obstacles = opening.obstacles(verdict, () -> isInForce(verdict));
    if (!isInForce(verdict)) {
      Verdict now = keeper.verdict();
      throw Problem.conflict(
              "overtaken",
              "The license was installed, but another change or its end came before this answer:"
                  + " the server is now "
                  + LicenseView.word(now.state())
                  + ". Look whether that is what you want, and repeat the call if not.")
          .with("license", view(now));
    }
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

  private boolean isInForce(Verdict installed) {
    Verdict now = keeper.verdict();
    return now.state().on() && fingerprint(now).equals(fingerprint(installed));
  }
}
