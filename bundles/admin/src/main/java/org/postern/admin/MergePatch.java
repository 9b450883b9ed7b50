package org.postern.admin;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The body of a PATCH: a JSON merge patch (RFC 7396), media type {@code
 * application/merge-patch+json}.
 */
@ProviderType
public interface MergePatch {
  /** The media type of a merge patch. */
  String TYPE = "application/merge-patch+json";

  /**
   * What {@code current} is after the patch; {@code current} stays as it is.
   *
   * @param current a record with exactly the members that may be changed
   * @throws Problem 422 with a pointer for each member that is unknown, read-only or of the wrong
   *     type
   */
  <T extends Record> T apply(T current);
}
