package org.postern.cli;

import java.nio.file.Path;
import java.util.Optional;
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

  /**
   * The home, whether or not somebody has made it.
   *
   * @throws Failure when this user can't look into it
   */
  Home home() throws Failure {
    Home home = new Home(folder);
    Optional<String> obstacle = home.obstacle();
    if (obstacle.isPresent()) {
      throw new Failure(obstacle.get());
    }
    return home;
  }
}
