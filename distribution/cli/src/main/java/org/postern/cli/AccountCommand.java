package org.postern.cli;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** People with mail. */
@Command(
    mixinStandardHelpOptions = true,
    name = "account",
    description = "People with mail. ACCOUNT is an address or an id.",
    subcommands = AppPasswordCommand.class,
    footer = {
      "",
      "Examples:",
      "  postern account add alice@example.org --name Alice           (asks for the password)",
      "  echo \"$PASSWORD\" | postern account add bob@example.org --quota 2G",
      "  postern account change alice@example.org --state frozen",
      "  postern account change alice@example.org --protocol pop3=false",
      "  postern account list --domain example.org"
    })
final class AccountCommand {
  static final String PATH = "/accounts";

  /** The path of an account given by one of its addresses or by its id. */
  static String path(Api api, String account) throws Failure {
    if (account.indexOf('@') < 0) {
      return PATH + "/" + Api.encode(account);
    }
    List<JsonObject> found = api.list(PATH, Map.of("address", account), 1);
    if (found.isEmpty()) {
      throw new Failure("There is no account with the address " + account + ".");
    }
    return PATH + "/" + found.getFirst().getString("id");
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists accounts.",
      footer = {
        "",
        "Examples:",
        "  postern account list --domain example.org --state frozen",
        "  postern account list --over-quota --json"
      })
  int list(
      @Mixin Target target,
      @Mixin ListOptions options,
      @Option(names = "--domain", paramLabel = "D", description = "Only of this domain.")
          String domain,
      @Option(
              names = "--state",
              paramLabel = "S",
              description = "Only those that are active, restricted, frozen or disabled.")
          String state,
      @Option(names = "--over-quota", description = "Only those that are full.") boolean overQuota)
      throws Failure {
    target.print(
        target
            .api()
            .list(
                PATH,
                options.filters(
                    "domain", domain, "state", state, "overQuota", overQuota ? "true" : null),
                options.limit()),
        "id",
        "address",
        "name",
        "state",
        "quota.bytes",
        "createdAt");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "add",
      description = "Adds an account; the password comes from a prompt or standard input.",
      footer = {
        "",
        "Examples:",
        "  postern account add alice@example.org --name Alice",
        "  echo \"$PASSWORD\" | postern account add bob@example.org --quota 2G",
        "  postern account add carol@example.org --protocol imap=false     (needs no seat of a license)"
      })
  int add(
      @Mixin Target target,
      @Parameters(paramLabel = "ADDRESS") String address,
      @Option(names = "--name", paramLabel = "NAME", description = "Who it is.") String name,
      @Option(
              names = "--no-password",
              description = "Nobody can log in until one is set with: postern account password.")
          boolean noPassword,
      @Option(
              names = "--protocol",
              paramLabel = "P=true|false",
              description = "Whether it may use pop3, imap, submission; default: all of them.")
          Map<String, Boolean> protocols,
      @Mixin QuotaOptions quota)
      throws Failure {
    Api api = target.api();
    Body body =
        new Body()
            .text("address", address)
            .text("name", name)
            .object("protocols", switches(protocols))
            .object("quota", quota.json());
    if (!noPassword) {
      body.text("password", Secrets.newPassword(System.in));
    }
    Api.Answer answer = api.post(PATH, body.build());
    target.done(
        "Account " + address + " added, id " + answer.object().getString("id") + ".", answer);
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "show",
      description = "Shows an account with its addresses and what it uses.",
      footer = {"", "Example:", "  postern account show alice@example.org"})
  int show(@Mixin Target target, @Parameters(paramLabel = "ACCOUNT") String account)
      throws Failure {
    Api api = target.api();
    String path = path(api, account);
    JsonObject shown = api.get(path).object();
    if (!target.json()) {
      var merged = jakarta.json.Json.createObjectBuilder(shown);
      merged.add("quota", api.get(path + "/quota").object());
      var addresses = jakarta.json.Json.createArrayBuilder();
      api.list(path + "/addresses", Map.of(), Integer.MAX_VALUE)
          .forEach(each -> addresses.add(each.getString("address")));
      shown = merged.add("addresses", addresses).build();
    }
    target.print(shown);
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "change",
      description = "Changes an account.",
      footer = {
        "",
        "Examples:",
        "  postern account change alice@example.org --name 'Alice B.' --quota 10G",
        "  postern account change alice@example.org --state disabled",
        "  postern account change alice@example.org --protocol pop3=false --protocol submission=true",
        "  postern account change alice@example.org --hide imap=COMPRESS=DEFLATE,QRESYNC"
      })
  int change(
      @Mixin Target target,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Option(names = "--name", paramLabel = "NAME", description = "Who it is.") String name,
      @Option(names = "--address", paramLabel = "ADDRESS", description = "Its new main address.")
          String address,
      @Option(
              names = "--state",
              paramLabel = "S",
              description = "active, restricted, frozen or disabled.")
          String state,
      @Option(
              names = "--protocol",
              paramLabel = "P=true|false",
              description = "Whether it may use pop3, imap, submission.")
          Map<String, Boolean> protocols,
      @Option(
              names = "--hide",
              paramLabel = "P=C[,C...]",
              description = {
                "Capabilities of imap or pop3 to hide from it once it is logged in, for a client that",
                "misuses them: all of them together, or none behind the = to hide none. May be given",
                "several times."
              })
          List<String> hidden,
      @Mixin QuotaOptions quota)
      throws Failure {
    JsonObject body =
        new Body()
            .text("name", name)
            .text("address", address)
            .text("state", state)
            .object("protocols", switches(protocols))
            .object("hiddenCapabilities", masks(hidden))
            .object("quota", quota.json())
            .buildChange();
    Api api = target.api();
    target.done("Account " + account + " changed.", api.patch(path(api, account), body));
    return Exit.OK;
  }

  private static JsonObject switches(Map<String, Boolean> protocols) {
    Body switches = new Body();
    if (protocols != null) {
      protocols.forEach(switches::flag);
    }
    return switches.build();
  }

  /** What is given for one protocol several times counts together. */
  private static JsonObject masks(List<String> hidden) throws Failure {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (String one : hidden == null ? List.<String>of() : hidden) {
      int equals = one.indexOf('=');
      if (equals < 1) {
        throw new Failure(
            Exit.USAGE, "--hide wants a protocol and capabilities, e.g. imap=QRESYNC; see --help.");
      }
      List<String> all = names.computeIfAbsent(one.substring(0, equals), p -> new ArrayList<>());
      String list = one.substring(equals + 1);
      all.addAll(list.isEmpty() ? List.of() : List.of(list.split("[,\\s]+")));
    }
    Body masks = new Body();
    names.forEach(masks::texts);
    return masks.build();
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "password",
      description = {
        "Sets the password, from a prompt or standard input.",
        "All sessions, tokens and app passwords of the account end at once."
      },
      footer = {"", "Example:", "  postern account password alice@example.org"})
  int password(@Mixin Target target, @Parameters(paramLabel = "ACCOUNT") String account)
      throws Failure {
    Api api = target.api();
    String path = path(api, account);
    JsonObject body = new Body().text("password", Secrets.newPassword(System.in)).build();
    target.done("Password of " + account + " set.", api.put(path + "/password", body));
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "remove",
      description = "Removes an account and its mail.",
      footer = {
        "",
        "Examples:",
        "  postern account remove alice@example.org",
        "  postern account remove alice@example.org --keep     (can be restored)"
      })
  int remove(
      @Mixin Target target,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Option(names = "--keep", description = "Keep its mail, so that it can be restored.")
          boolean keep)
      throws Failure {
    Api api = target.api();
    String path = path(api, account);
    Api.Answer answer = TaskCommand.finish(api, api.delete(path, keep ? "?purge=false" : ""));
    target.done(
        keep
            ? "Account "
                + account
                + " removed; its mail is kept. Undo with: postern account restore "
                + path.substring(PATH.length() + 1)
            : "Account " + account + " and its mail removed.",
        answer);
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "restore",
      description = "Brings back an account that was removed with --keep.",
      footer = {"", "Example:", "  postern account restore alice@example.org"})
  int restore(@Mixin Target target, @Parameters(paramLabel = "ACCOUNT") String account)
      throws Failure {
    Api api = target.api();
    Api.Answer answer =
        api.call("POST", path(api, account) + "/restore", Optional.empty(), Map.of());
    target.done("Account " + account + " restored.", answer);
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "addresses",
      description = "The addresses of an account.",
      footer = {
        "",
        "Example:",
        "  postern account addresses alice@example.org --add a.b@example.org"
      })
  int addresses(
      @Mixin Target target,
      @Parameters(paramLabel = "ACCOUNT") String account,
      @Option(names = "--add", paramLabel = "ADDRESS", description = "Adds one.") List<String> add,
      @Option(names = "--remove", paramLabel = "ADDRESS", description = "Removes one.")
          List<String> remove)
      throws Failure {
    Api api = target.api();
    String path = path(api, account) + "/addresses";
    for (String address : add == null ? List.<String>of() : add) {
      api.put(path + "/" + Api.encode(address), JsonObject.EMPTY_JSON_OBJECT);
    }
    for (String address : remove == null ? List.<String>of() : remove) {
      api.call("DELETE", path + "/" + Api.encode(address), Optional.empty(), Map.of());
    }
    target.print(api.list(path, Map.of(), Integer.MAX_VALUE), "address", "main");
    return Exit.OK;
  }
}
