package org.postern.license.internal.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.postern.admin.AdminResource;
import org.postern.admin.ApiFragment;
import org.postern.license.internal.osgi.ServerEditions;
import org.postern.license.internal.state.LicenseKeeper;
import org.postern.license.internal.state.Surroundings;

/** The resources of this bundle. */
public final class LicenseResources {

  private LicenseResources() {}

  /**
   * @param nanos a clock that nobody can set
   */
  public static List<AdminResource> of(
      LicenseKeeper keeper,
      ServerEditions editions,
      Surroundings around,
      BundleContext context,
      LongSupplier nanos) {
    Opening opening = new Opening(context, editions, nanos);
    return List.of(
        new LicenseResource(keeper, editions, around, opening, nanos),
        new EditionsResource(context, editions, opening));
  }

  /** What {@code /openapi.json} tells of them. */
  public static ApiFragment fragment() {
    return () -> {
      try (InputStream in = LicenseResources.class.getResourceAsStream("openapi.json")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
