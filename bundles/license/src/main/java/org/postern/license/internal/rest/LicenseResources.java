package org.postern.license.internal.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.postern.admin.AdminResource;
import org.postern.admin.ApiFragment;
import org.postern.license.internal.osgi.ServerEditions;
import org.postern.license.internal.state.LicenseKeeper;
import org.postern.license.internal.state.Surroundings;

/** The resources of this bundle. */
public final class LicenseResources {

  private LicenseResources() {}

  public static List<AdminResource> of(
      LicenseKeeper keeper, ServerEditions editions, Surroundings around, BundleContext context) {
    Opening opening = new Opening(context, editions);
    return List.of(
        new LicenseResource(keeper, editions, around, opening),
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
