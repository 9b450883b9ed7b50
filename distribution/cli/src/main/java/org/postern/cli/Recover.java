package org.postern.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryFile;
import org.postern.launcher.Home;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    mixinStandardHelpOptions = true,
    name = "recover",
    description = {
      "Makes a new administrator's token and writes it to conf/admin.token.",
      "The one before ends. Works whether the server runs or not, for whoever may write the home."
    },
    footer = {"", "Example:", "  sudo -u postern postern recover --home /var/lib/postern"})
final class Recover implements Callable<Integer> {
  @Mixin private Target target;

  @Override
  public Integer call() throws Failure {
    Home home = target.home();
    if (!home.prepared()) {
      throw new Failure(home.folder() + " is not a home of Postern.");
    }
    System.setProperty("org.sqlite.tmpdir", home.tmp().toString());
    try (DirectoryFile directory = DirectoryFile.open(home.folder())) {
      AdminToken.make(home, directory);
    } catch (DirectoryException e) {
      throw new Failure(e.getMessage());
    } catch (IOException e) {
      throw new Failure(home.conf() + " cannot be written: " + e);
    }
    target.out().println("A new administrator's token is in " + home.adminToken());
    return Exit.OK;
  }
}
