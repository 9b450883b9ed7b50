package org.postern.license.internal.rest;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.postern.admin.AdminResource;
import org.postern.admin.Editions;
import org.postern.admin.ListQuery;
import org.postern.admin.Listing;
import org.postern.admin.Problem;
import org.postern.admin.RequiresScope;
import org.postern.license.internal.osgi.ServerEditions;

/** What each edition holds, and what a change of edition would start or stop. */
@Path("/editions")
@Produces(MediaType.APPLICATION_JSON)
public final class EditionsResource implements AdminResource {
  private static final String BASE = "base";
  private static final List<String> BASE_FEATURES =
      List.of("smtp", "submission", "lmtp", "pop3", "admin");

  private final BundleContext context;
  private final ServerEditions editions;
  private final Opening opening;

  EditionsResource(BundleContext context, ServerEditions editions, Opening opening) {
    this.context = context;
    this.editions = editions;
    this.opening = opening;
  }

  /**
   * @param inForce whether this is the edition that the server runs as
   */
  public record EditionView(
      String id,
      String name,
      boolean inForce,
      List<FeatureView> features,
      List<PartView> bundles) {}

  /**
   * @param state active, unlicensed, missing-bundle or disabled
   */
  public record FeatureView(String id, String state) {}

  /**
   * @param reason why it does not do its work; null when it does
   */
  public record PartView(String name, String version, String state, String reason) {}

  /**
   * What a change to this edition would do.
   *
   * @param starts bundles
   * @param stops bundles
   * @param sessions that would end
   * @param users who are logged in with them
   */
  public record ImpactView(
      String from, String to, List<String> starts, List<String> stops, int sessions, int users) {}

  @GET
  @RequiresScope("license:read")
  public Listing<EditionView> all(@BeanParam ListQuery query) {
    return Listing.of(List.of(view(BASE), view(ServerEditions.PRO)), query);
  }

  @GET
  @Path("/{id}")
  @RequiresScope("license:read")
  public EditionView one(@PathParam("id") String id) {
    return view(known(id));
  }

  @GET
  @Path("/{id}/impact")
  @RequiresScope("license:read")
  public ImpactView impact(@PathParam("id") String id) {
    boolean toBase = known(id).equals(BASE);
    List<Bundle> stops = toBase ? opening.open() : List.of();
    List<String> starts =
        toBase
            ? List.of()
            : editions.bundles(Optional.of(ServerEditions.IMAP)).stream()
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .toList();
    Opening.Ending ending = opening.ending(stops);
    return new ImpactView(
        editions.edition(), id, starts, ending.bundles(), ending.sessions(), ending.users());
  }

  private static String known(String id) {
    if (!id.equals(BASE) && !id.equals(ServerEditions.PRO)) {
      throw Problem.notFound("edition");
    }
    return id;
  }

  private EditionView view(String id) {
    boolean inForce = editions.edition().equals(id);
    if (id.equals(BASE)) {
      return new EditionView(
          id,
          "Postern base",
          inForce,
          BASE_FEATURES.stream().map(feature -> new FeatureView(feature, "active")).toList(),
          baseBundles());
    }
    List<PartView> parts = new ArrayList<>();
    editions
        .bundles(Optional.empty())
        .forEach(bundle -> parts.add(part(bundle, editions.obstacle(bundle))));
    Editions.State imap = editions.state(ServerEditions.IMAP);
    return new EditionView(
        id,
        "Postern Pro",
        inForce,
        List.of(new FeatureView(ServerEditions.IMAP, LicenseView.word(imap))),
        parts);
  }

  private List<PartView> baseBundles() {
    List<Bundle> gated = editions.bundles(Optional.empty());
    return Arrays.stream(context.getBundles())
        .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith("org.postern."))
        .filter(bundle -> !gated.contains(bundle))
        .map(
            bundle ->
                part(
                    bundle,
                    bundle.getState() == Bundle.ACTIVE
                        ? Optional.empty()
                        : Optional.of("It has not started; see /plugins.")))
        .toList();
  }

  private static PartView part(Bundle bundle, Optional<String> reason) {
    String state =
        switch (bundle.getState()) {
          case Bundle.ACTIVE -> "active";
          case Bundle.STARTING -> "starting";
          case Bundle.STOPPING -> "stopping";
          case Bundle.RESOLVED -> "resolved";
          default -> "installed";
        };
    return new PartView(
        bundle.getSymbolicName(), bundle.getVersion().toString(), state, reason.orElse(null));
  }
}
