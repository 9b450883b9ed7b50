package org.postern.cli;

import java.util.concurrent.Callable;
import org.postern.launcher.Distribution;
import org.postern.launcher.LaunchException;
import org.postern.launcher.Server;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    mixinStandardHelpOptions = true,
    name = "run",
    description = "Runs the server in the foreground until Ctrl-C or SIGTERM.",
    footer = {"", "Example:", "  postern run --home /srv/mail"})
final class Run implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Option(names = "--quiet", description = "Log to the file only, not to standard output.")
  private boolean quiet;

  @Override
  public Integer call() throws Failure, LaunchException {
    new Server(Distribution.ofThisProgram(), home.home(), System.out, System.err).run(!quiet);
    return Exit.OK;
  }
}
