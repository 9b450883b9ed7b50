package org.postern.cli;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    mixinStandardHelpOptions = true,
    name = "backup",
    description = {
      "Copies the running server into a new or empty folder: mail, directory and settings.",
      "The folder holds passwords' hashes and the administrator's token: keep it safe."
    },
    footer = {
      "",
      "Examples:",
      "  postern backup /backups/2026-11-22",
      "  postern restore /backups/2026-11-22 --home /srv/restored"
    })
final class Backup implements Callable<Integer> {
  @Mixin private Target target;

  @Parameters(paramLabel = "DIR", description = "A new or empty folder.")
  private Path folder;

  @Override
  public Integer call() throws Failure {
    Path absolute = folder.toAbsolutePath().normalize();
    JsonObject body = new Body().text("path", absolute.toString()).build();
    Api api = target.api();
    Api.Answer answer = TaskCommand.finish(api, api.post("/backups", body));
    target.done(
        "Backed up to "
            + absolute
            + ". Restore it with: postern restore "
            + absolute
            + " --home NEW_HOME",
        answer);
    return Exit.OK;
  }
}
