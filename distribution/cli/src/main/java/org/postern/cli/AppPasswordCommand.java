package org.postern.cli;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Random passwords for single programs. */
@Command(
    mixinStandardHelpOptions = true,
    name = "app-password",
    description = "Random passwords for single programs, shown once.",
    footer = {
      "",
      "Examples:",
      "  postern account app-password add alice@example.org --name phone --protocol pop3",
      "  postern account app-password list alice@example.org"
    })
final class AppPasswordCommand {
  private static String path(Api api, String account) throws Failure {
    return AccountCommand.path(api, account) + "/app-passwords";
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists the app passwords of an account.",
      footer = {"", "Example:", "  postern account app-password list alice@example.org"})
  int list(@Mixin Target target, @Parameters(paramLabel = "ACCOUNT") String account)
      throws Failure {
    Api api = target.api();
    target.print(
        api.list(path(api, account), Map.of(), Integer.MAX_VALUE),
        "id",
        "name",
        "protocols",
        "createdAt",
        "expiresAt",
        "lastUsedAt");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "add",
      description = "Makes an app password and prints it. It cannot be shown again.",
      footer = {
        "",
        "Example:",
        "  postern account app-password add alice@example.org --name phone --protocol pop3"
      })
  int add(
      @Mixin Target target,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "Which program.")
          String name,
      @Option(
              names = "--protocol",
              paramLabel = "P",
              description = "Only for this protocol; may be repeated. Default: all.")
          List<String> protocols,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "When it ends, e.g. 2027-01-01T00:00:00Z.")
          String expires)
      throws Failure {
    Api api = target.api();
    JsonObject body =
        new Body()
            .text("name", name)
            .texts("protocols", protocols)
            .text("expiresAt", expires)
            .build();
    Api.Answer answer = api.post(path(api, account), body);
    if (target.json()) {
      target.print(answer.object());
    } else {
      target.out().println(answer.object().getString("password"));
    }
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "remove",
      description = "Ends an app password.",
      footer = {"", "Example:", "  postern account app-password remove alice@example.org 01jd8..."})
  int remove(
      @Mixin Target target,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Parameters(paramLabel = "ID") String id)
      throws Failure {
    Api api = target.api();
    target.done(
        "App password " + id + " removed.",
        api.call(
            "DELETE",
            path(api, account) + "/" + Api.encode(id),
            Optional.empty(),
            Map.of("If-Match", "*")));
    return Exit.OK;
  }
}
