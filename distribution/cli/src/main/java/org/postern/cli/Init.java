package org.postern.cli;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.postern.launcher.Home;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "init", mixinStandardHelpOptions = true, description = "Prepares a home.")
final class Init implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Option(names = "--domain", paramLabel = "D")
  private String domain;

  @Option(names = "--listen", paramLabel = "ADDR")
  private String listen;

  @Option(names = "--port-base", paramLabel = "N", defaultValue = "0")
  private int portBase;

  @Override
  public Integer call() throws Exception {
    Home folder = home.home();
    folder.makeFolders();
    Files.writeString(folder.settings(), "{\"features\": [\"base\"]}\n");
    return Exit.OK;
  }
}
