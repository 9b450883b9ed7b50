package org.postern.admin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whiteboard service: what a bundle's {@link AdminResource resources} add to {@code
 * /openapi.json} while it is there.
 */
@ConsumerType
public interface ApiFragment {

  /**
   * An OpenAPI 3.1 document of which {@code tags}, {@code paths} and {@code components} are taken;
   * what is there already under the same name is kept. May refer to components of the whole, such
   * as {@code #/components/schemas/ProblemBody}.
   */
  String openApi();
}
