package org.postern.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who is connected. */
@Command(
    mixinStandardHelpOptions = true,
    name = "sessions",
    description = "Who is connected now.",
    footer = {
      "",
      "Examples:",
      "  postern sessions list --protocol pop3",
      "  postern sessions end 01jd8...",
      "  postern sessions end --account alice@example.org"
    })
final class SessionsCommand {
  private static final String PATH = "/sessions";

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists open sessions.",
      footer = {"", "Example:", "  postern sessions list --protocol pop3"})
  int list(
      @Mixin Target target,
      @Mixin ListOptions options,
      @Option(names = "--protocol", paramLabel = "P", description = "Only of this protocol.")
          String protocol,
      @Option(names = "--account", paramLabel = "ACCOUNT", description = "Only of this account.")
          String account)
      throws Failure {
    target.print(
        target
            .api()
            .list(PATH, options.filters("protocol", protocol, "account", account), options.limit()),
        "id",
        "protocol",
        "account",
        "remote",
        "tls",
        "since",
        "bytesIn",
        "bytesOut",
        "lastCommand");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "end",
      description = "Ends one session, or all of an account.",
      footer = {"", "Example:", "  postern sessions end --account alice@example.org"})
  int end(
      @Mixin Target target,
      @Parameters(paramLabel = "ID", arity = "0..1") String id,
      @Option(names = "--account", paramLabel = "ACCOUNT", description = "All of this account.")
          String account)
      throws Failure {
    if ((id == null) == (account == null)) {
      throw new Failure(Exit.USAGE, "Say which: an ID or --account ACCOUNT.");
    }
    String path =
        id != null ? PATH + "/" + Api.encode(id) : PATH + "?account=" + Api.encode(account);
    Api.Answer answer = target.api().call("DELETE", path, Optional.empty(), Map.of());
    target.done(id != null ? "Session ended." : "Sessions of " + account + " ended.", answer);
    return Exit.OK;
  }
}
