package org.postern.license.internal.state;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.postern.license.internal.state.LicenseFiles.Name;

/** What tells this installation from others: made at its first start, and kept. */
final class InstallId {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private InstallId() {}

  /**
   * @param problems takes what is wrong with the file; there is an id all the same
   */
  static String of(LicenseFiles files, List<String> problems) {
    String fresh = UUID.randomUUID().toString();
    try {
      Optional<String> kept = files.read(Name.INSTALL).map(String::strip);
      if (kept.filter(id -> FORM.matcher(id).matches()).isPresent()) {
        return kept.get();
      }
      if (kept.isPresent()) {
        problems.add(
            "data/license/install.id is damaged: the id of this installation is "
                + fresh
                + " from now on, and a license made for the old one is flagged.");
      }
      files.write(Name.INSTALL, fresh + "\n");
    } catch (IOException e) {
      problems.add(
          "data/license/install.id can't be used, and the id of this installation will be another"
              + " after the next start: "
              + e.getMessage());
    }
    return fresh;
  }
}
