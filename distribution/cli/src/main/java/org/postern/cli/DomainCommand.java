package org.postern.cli;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The domains that mail is taken for. */
@Command(
    mixinStandardHelpOptions = true,
    name = "domain",
    description = "The domains that mail is taken for.",
    footer = {
      "",
      "Examples:",
      "  postern domain add example.org --quota 5G",
      "  postern domain change example.org --catch-all info@example.org",
      "  postern domain aliases example.org --add example.net",
      "  postern domain list"
    })
final class DomainCommand {
  private static final String PATH = "/domains";

  private static String path(String domain) {
    return PATH + "/" + Api.encode(domain);
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists domains.",
      footer = {"", "Example:", "  postern domain list"})
  int list(@Mixin Target target, @Mixin ListOptions options) throws Failure {
    target.print(
        target.api().list(PATH, options.filters(), options.limit()),
        "name",
        "enabled",
        "catchAll",
        "quota.bytes",
        "quota.messages",
        "createdAt");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "add",
      description = "Adds a domain.",
      footer = {"", "Example:", "  postern domain add example.org"})
  int add(
      @Mixin Target target,
      @Parameters(paramLabel = "DOMAIN") String domain,
      @Option(
              names = "--catch-all",
              paramLabel = "ADDRESS",
              description = "Gets mail for unknown addresses.")
          String catchAll,
      @Option(names = "--disabled", description = "Take no mail for it yet.") boolean disabled,
      @Mixin QuotaOptions quota)
      throws Failure {
    Body body =
        new Body().text("name", domain).text("catchAll", catchAll).object("quota", quota.json());
    if (disabled) {
      body.flag("enabled", false);
    }
    target.done("Domain " + domain + " added.", target.api().post(PATH, body.build()));
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "show",
      description = "Shows a domain.",
      footer = {"", "Example:", "  postern domain show example.org"})
  int show(@Mixin Target target, @Parameters(paramLabel = "DOMAIN") String domain) throws Failure {
    target.print(target.api().get(path(domain)).object());
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "change",
      description = "Changes a domain.",
      footer = {
        "",
        "Examples:",
        "  postern domain change example.org --catch-all info@example.org",
        "  postern domain change example.org --catch-all ''     (no catch-all any more)",
        "  postern domain change example.org --protocol imap=false",
        "  postern domain change example.org --enabled=false"
      })
  int change(
      @Mixin Target target,
      @Parameters(paramLabel = "DOMAIN") String domain,
      @Option(names = "--catch-all", paramLabel = "ADDRESS", description = "Empty for none.")
          String catchAll,
      @Option(
              names = "--enabled",
              paramLabel = "true|false",
              arity = "1",
              description = "Whether mail is taken for it.")
          Boolean enabled,
      @Option(
              names = "--protocol",
              paramLabel = "P=true|false",
              description = {
                "Whether its accounts may use pop3, imap, submission: off is off for all of them,",
                "and ends their sessions."
              })
          Map<String, Boolean> protocols,
      @Mixin QuotaOptions quota)
      throws Failure {
    Body switches = new Body();
    if (protocols != null) {
      protocols.forEach(switches::flag);
    }
    JsonObject body =
        new Body()
            .textOrNone("catchAll", catchAll)
            .flag("enabled", enabled)
            .object("protocols", switches.build())
            .object("quota", quota.json())
            .buildChange();
    target.done("Domain " + domain + " changed.", target.api().patch(path(domain), body));
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "remove",
      description = "Removes a domain that has no accounts any more.",
      footer = {"", "Example:", "  postern domain remove example.org"})
  int remove(@Mixin Target target, @Parameters(paramLabel = "DOMAIN") String domain)
      throws Failure {
    target.done("Domain " + domain + " removed.", target.api().delete(path(domain), ""));
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "aliases",
      description = "Other names of a domain: mail for x@alias goes to x@domain.",
      footer = {"", "Example:", "  postern domain aliases example.org --add example.net"})
  int aliases(
      @Mixin Target target,
      @Parameters(paramLabel = "DOMAIN") String domain,
      @Option(names = "--add", paramLabel = "NAME", description = "Adds one.") List<String> add,
      @Option(names = "--remove", paramLabel = "NAME", description = "Removes one.")
          List<String> remove)
      throws Failure {
    Api api = target.api();
    String path = path(domain) + "/aliases-of";
    for (String name : add == null ? List.<String>of() : add) {
      api.put(path + "/" + Api.encode(name), JsonObject.EMPTY_JSON_OBJECT);
    }
    for (String name : remove == null ? List.<String>of() : remove) {
      api.call("DELETE", path + "/" + Api.encode(name), java.util.Optional.empty(), Map.of());
    }
    target.print(api.list(path, Map.of(), Integer.MAX_VALUE), "name");
    return Exit.OK;
  }
}
