package org.postern.cli;

import jakarta.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The ports of all protocols. */
@Command(
    mixinStandardHelpOptions = true,
    name = "listeners",
    description = "The ports of all protocols.",
    footer = {
      "",
      "Examples:",
      "  postern listeners list",
      "  postern listeners change pop3 --enabled=false",
      "  postern listeners change smtp --address 192.0.2.1 --port 2525"
    })
final class ListenersCommand {
  private static final String PATH = "/listeners";

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists ports; a closed one says why.",
      footer = {"", "Example:", "  postern listeners list"})
  int list(@Mixin Target target, @Mixin ListOptions options) throws Failure {
    target.print(
        target.api().list(PATH, options.filters(), options.limit()),
        "id",
        "address",
        "port",
        "security",
        "open",
        "connections",
        "reason");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "show",
      description = "Shows a port.",
      footer = {"", "Example:", "  postern listeners show pop3"})
  int show(@Mixin Target target, @Parameters(paramLabel = "ID") String id) throws Failure {
    target.print(target.api().get(path(id)).object());
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "change",
      description = {
        "Moves a port, or switches it on or off, at once and for good.",
        "When it can't be opened there, it stays where it is."
      },
      footer = {
        "",
        "Examples:",
        "  postern listeners change pop3 --enabled=false",
        "  postern listeners change smtp --address 192.0.2.1 --port 2525",
        "  postern listeners change smtp --address '' --port 0     (where it is by default)"
      })
  int change(
      @Mixin Target target,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--enabled",
              paramLabel = "true|false",
              arity = "1",
              description = "Whether it is open.")
          Boolean enabled,
      @Option(
              names = "--address",
              paramLabel = "ADDRESS",
              description = "An IP address, or * for all; empty for the default.")
          String address,
      @Option(names = "--port", paramLabel = "PORT", description = "1 to 65535; 0 for the default.")
          Integer port)
      throws Failure {
    JsonObject body =
        new Body()
            .flag("enabled", enabled)
            .textOrNone("address", address)
            .numberOrNone("port", port)
            .buildChange();
    target.done("Listener " + id + " changed.", target.api().patch(path(id), body));
    return Exit.OK;
  }

  private static String path(String id) {
    return PATH + "/" + Api.encode(id);
  }
}
