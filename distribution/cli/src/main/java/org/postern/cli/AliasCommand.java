package org.postern.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Addresses that lead to others: the commands {@code alias} and {@code group}. */
@Command(
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  postern ${COMMAND-NAME} add info@example.org alice@example.org bob@example.org",
      "  postern ${COMMAND-NAME} change info@example.org --add carol@example.org",
      "  postern ${COMMAND-NAME} list"
    })
final class AliasCommand {
  @Spec private CommandSpec command;

  private String kind() {
    return command.name();
  }

  private String root() {
    return kind().equals("group") ? "/groups" : "/aliases";
  }

  private String path(Api api, String alias) throws Failure {
    if (alias.indexOf('@') < 0) {
      return root() + "/" + Api.encode(alias);
    }
    return api.list(root(), Map.of("q", alias), Integer.MAX_VALUE).stream()
        .filter(found -> found.getString("address").equalsIgnoreCase(alias))
        .findFirst()
        .map(found -> root() + "/" + found.getString("id"))
        .orElseThrow(
            () -> new Failure("There is no " + kind() + " with the address " + alias + "."));
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "list",
      description = "Lists them.",
      footer = {"", "Example:", "  ${COMMAND-FULL-NAME}"})
  int list(@Mixin Target target, @Mixin ListOptions options) throws Failure {
    target.print(
        target.api().list(root(), options.filters(), options.limit()),
        "id",
        "address",
        "name",
        "members");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "add",
      description = "Adds one with its members.",
      footer = {
        "",
        "Example:",
        "  ${COMMAND-FULL-NAME} info@example.org alice@example.org bob@example.org"
      })
  int add(
      @Mixin Target target,
      @Parameters(paramLabel = "ADDRESS") String address,
      @Parameters(paramLabel = "MEMBER", arity = "1..*", description = "Where its mail goes.")
          List<String> members,
      @Option(names = "--name", paramLabel = "NAME", description = "What it is for.") String name)
      throws Failure {
    JsonObject body =
        new Body().text("address", address).text("name", name).texts("members", members).build();
    target.done(address + " added.", target.api().post(root(), body));
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "show",
      description = "Shows one.",
      footer = {"", "Example:", "  ${COMMAND-FULL-NAME} info@example.org"})
  int show(@Mixin Target target, @Parameters(paramLabel = "ADDRESS") String address)
      throws Failure {
    Api api = target.api();
    target.print(api.get(path(api, address)).object());
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "change",
      description = "Changes its name, address or members.",
      footer = {
        "",
        "Example:",
        "  ${COMMAND-FULL-NAME} info@example.org --add carol@example.org --remove bob@example.org"
      })
  int change(
      @Mixin Target target,
      @Parameters(paramLabel = "ADDRESS") String address,
      @Option(names = "--name", paramLabel = "NAME", description = "What it is for.") String name,
      @Option(names = "--address", paramLabel = "NEW", description = "Its new address.")
          String renamed,
      @Option(names = "--add", paramLabel = "MEMBER", description = "Adds a member.")
          List<String> add,
      @Option(names = "--remove", paramLabel = "MEMBER", description = "Removes a member.")
          List<String> remove)
      throws Failure {
    Api api = target.api();
    String path = path(api, address);
    Body body = new Body().text("name", name).text("address", renamed);
    if (add != null || remove != null) {
      JsonArray before = api.get(path).object().getJsonArray("members");
      Set<String> members = new LinkedHashSet<>();
      before.getValuesAs(JsonString.class).forEach(member -> members.add(member.getString()));
      if (add != null) {
        members.addAll(add);
      }
      if (remove != null) {
        for (String member : remove) {
          if (!members.remove(member)) {
            throw new Failure(member + " is no member of " + address + ".");
          }
        }
      }
      body.texts("members", List.copyOf(members));
    }
    target.done(address + " changed.", api.patch(path, body.buildChange()));
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "remove",
      description = "Removes it; its members stay what they are.",
      footer = {"", "Example:", "  ${COMMAND-FULL-NAME} info@example.org"})
  int remove(@Mixin Target target, @Parameters(paramLabel = "ADDRESS") String address)
      throws Failure {
    Api api = target.api();
    target.done(address + " removed.", api.delete(path(api, address), ""));
    return Exit.OK;
  }
}
