package org.postern.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can only be looked at. */
final class Lists {
  private Lists() {}

  /** Bundles. */
  @Command(
      mixinStandardHelpOptions = true,
      name = "plugins",
      description = "The bundles that the server is made of.",
      footer = {"", "Example:", "  postern plugins list"})
  static final class Plugins {
    @Command(
        mixinStandardHelpOptions = true,
        name = "list",
        description = "Lists bundles; one that does not run says why.",
        footer = {"", "Example:", "  postern plugins list"})
    int list(@Mixin Target target, @Mixin ListOptions options) throws Failure {
      target.print(
          target.api().list("/plugins", options.filters(), options.limit()),
          "name",
          "version",
          "state",
          "entitlement",
          "reason");
      return Exit.OK;
    }

    @Command(
        mixinStandardHelpOptions = true,
        name = "show",
        description = "Shows a bundle.",
        footer = {"", "Example:", "  postern plugins show org.postern.pop3"})
    int show(@Mixin Target target, @Parameters(paramLabel = "NAME") String name) throws Failure {
      target.print(target.api().get("/plugins/" + Api.encode(name)).object());
      return Exit.OK;
    }
  }

  /** Who changed what. */
  @Command(
      mixinStandardHelpOptions = true,
      name = "audit",
      description = "Who changed what, newest first.",
      footer = {"", "Example:", "  postern audit list --action account.add"})
  static final class Audit {
    @Command(
        mixinStandardHelpOptions = true,
        name = "list",
        description = "Lists changes.",
        footer = {"", "Example:", "  postern audit list"})
    int list(
        @Mixin Target target,
        @Mixin ListOptions options,
        @Option(names = "--actor", paramLabel = "WHO", description = "Only by this one.")
            String actor,
        @Option(names = "--action", paramLabel = "A", description = "Only this, e.g. account.add.")
            String action,
        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "Not before, e.g. 2026-11-01T00:00:00Z.")
            String from,
        @Option(names = "--to", paramLabel = "TIME", description = "Before.") String to)
        throws Failure {
      target.print(
          target
              .api()
              .list(
                  "/audit",
                  options.filters("actor", actor, "action", action, "from", from, "to", to),
                  options.limit()),
          "at",
          "actor",
          "remote",
          "action",
          "target",
          "outcome",
          "changes");
      return Exit.OK;
    }
  }
}
