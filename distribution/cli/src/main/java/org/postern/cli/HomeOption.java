package org.postern.cli;

import java.nio.file.Path;
import org.postern.launcher.Home;
import picocli.CommandLine.Option;

/** {@code --home}, the same for every command. */
final class HomeOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = "${env:POSTERN_HOME:-/var/lib/postern}",
      description =
          "The server's home: settings, mail and logs. Default: $POSTERN_HOME, else"
              + " /var/lib/postern.")
  private Path folder;

  Home home() {
    return new Home(folder);
  }
}
