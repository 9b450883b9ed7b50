package org.postern.cli;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Bearer tokens for programs that administer the server. */
@Command(
    mixinStandardHelpOptions = true,
    name = "token",
    description = "Bearer tokens for programs that use the REST API.",
    footer = {
      "",
      "Examples:",
      "  postern token add --name monitoring --scope metrics:read --scope accounts:read",
      "  postern token add --name school --scope accounts:write --domain school.example",
      "  postern token list"
    })
final class TokenCommand {
  private static final String PATH = "/auth/tokens";

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists tokens; their text is never shown again.",
      footer = {"", "Example:", "  postern token list"})
  int list(@Mixin Target target, @Mixin ListOptions options) throws Failure {
    target.print(
        target.api().list(PATH, options.filters(), options.limit()),
        "id",
        "name",
        "scopes",
        "domains",
        "createdAt",
        "expiresAt",
        "lastUsedAt");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "add",
      description = "Makes a token and prints it. It cannot be shown again.",
      footer = {"", "Example:", "  postern token add --name monitoring --scope metrics:read"})
  int add(
      @Mixin Target target,
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "What it is for.")
          String name,
      @Option(
              names = "--scope",
              paramLabel = "S",
              description =
                  "What it may do, e.g. accounts:read; may be repeated. Default: all that you may.")
          List<String> scopes,
      @Option(
              names = "--domain",
              paramLabel = "D",
              description = "Only for this domain; may be repeated.")
          List<String> domains,
      @Option(
              names = "--address",
              paramLabel = "IP",
              description = "Only from this address or network; may be repeated.")
          List<String> addresses,
      @Option(
              names = "--expires",
              paramLabel = "TIME",
              description = "When it ends, e.g. 2027-01-01T00:00:00Z.")
          String expires)
      throws Failure {
    JsonObject body =
        new Body()
            .text("name", name)
            .texts("scopes", scopes)
            .texts("domains", domains)
            .texts("addresses", addresses)
            .text("expiresAt", expires)
            .build();
    Api.Answer answer = target.api().post(PATH, body);
    if (target.json()) {
      target.print(answer.object());
    } else {
      target.out().println(answer.object().getString("token"));
    }
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "remove",
      description = "Ends a token at once.",
      footer = {"", "Example:", "  postern token remove 01jd8..."})
  int remove(@Mixin Target target, @Parameters(paramLabel = "ID") String id) throws Failure {
    target.done(
        "Token " + id + " removed.",
        target
            .api()
            .call(
                "DELETE", PATH + "/" + Api.encode(id), Optional.empty(), Map.of("If-Match", "*")));
    return Exit.OK;
  }
}
