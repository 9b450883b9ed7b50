package org.postern.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The license of a running server. */
@Command(
    mixinStandardHelpOptions = true,
    name = "license",
    description = {
      "The license key, and what it opens. A key opens its features at once, in the running server; when it goes, they go,"
          + " and nothing else notices."
    },
    footer = {
      "",
      "Examples:",
      "  postern license install key.lic",
      "  postern license show",
      "  postern license trial",
      "  postern license request > request.json",
      "  postern license remove --acknowledge"
    })
final class LicenseCommand {
  private static final String PATH = "/license";

  /** More than a license or a trust bundle has. */
  private static final int MOST = 4 << 20;

  @Command(
      mixinStandardHelpOptions = true,
      name = "install",
      description = {
        "Installs a license key; when this returns, what it opens is open.",
        "A key that is refused changes nothing: the one before stays in force."
      },
      footer = {
        "",
        "Examples:",
        "  postern license install key.lic",
        "  postern license install - < key.lic",
        "  postern license install key.lic --dry-run"
      })
  int install(
      @Mixin Target target,
      @Parameters(paramLabel = "FILE", description = "The key; - for standard input.") String file,
      @Option(names = "--dry-run", description = "Only say what it would do.") boolean dryRun,
      @Option(
              names = "--acknowledge",
              description = "Also when it ends what is open now, for example sessions.")
          boolean acknowledge)
      throws Failure {
    String query = "?dryRun=" + dryRun + "&acknowledge=" + acknowledge;
    Api.Answer answer = target.api().call("PUT", PATH + query, Optional.of(text(file)), plain());
    say(target, answer.object(), dryRun ? "This key would be taken." : "The license is in force.");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "show",
      description = "Shows the license and its state; never the key.",
      footer = {"", "Examples:", "  postern license show", "  postern license show --json"})
  int show(@Mixin Target target) throws Failure {
    say(target, target.api().get(PATH).object(), "");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "remove",
      description = {
        "Removes the license: what it opened closes, with a farewell to each session.",
        "Mail, folders and flags stay as they are."
      },
      footer = {"", "Example:", "  postern license remove --acknowledge"})
  int remove(
      @Mixin Target target,
      @Option(names = "--acknowledge", description = "Yes, end the sessions that it keeps open.")
          boolean acknowledge)
      throws Failure {
    Api.Answer answer =
        target
            .api()
            .call("DELETE", PATH + "?acknowledge=" + acknowledge, Optional.empty(), Map.of());
    say(target, answer.object(), "The license is removed.");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "trial",
      description = "Installs the trial that came with this server; once.",
      footer = {"", "Example:", "  postern license trial"})
  int trial(@Mixin Target target) throws Failure {
    Api.Answer answer = target.api().call("POST", PATH + "/trial", Optional.empty(), Map.of());
    say(target, answer.object(), "The trial is in force.");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "request",
      description = "Prints what the vendor needs to make a key for this server.",
      footer = {"", "Example:", "  postern license request > request.json"})
  int request(@Mixin Target target) throws Failure {
    target.out().println(Json.pretty(target.api().get(PATH + "/request").object()));
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "trust",
      description = "Takes a newer trust bundle of the vendor: which keys may issue licenses.",
      footer = {"", "Example:", "  postern license trust trust-bundle.txt"})
  int trust(
      @Mixin Target target,
      @Parameters(paramLabel = "FILE", description = "The trust bundle; - for standard input.")
          String file)
      throws Failure {
    say(target, put(target, "/trust", file), "The trust bundle is in force.");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "revocations",
      description = "Takes a newer revocation list of the vendor.",
      footer = {"", "Example:", "  postern license revocations revocations.txt"})
  int revocations(
      @Mixin Target target,
      @Parameters(paramLabel = "FILE", description = "The list; - for standard input.") String file)
      throws Failure {
    say(target, put(target, "/revocations", file), "The revocation list is in force.");
    return Exit.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "clock-reset",
      description = {
        "Sets the clock mark back with a text that the vendor made for this server:",
        "for one that ran with a clock far ahead for so long that it believed it."
      },
      footer = {"", "Example:", "  postern license clock-reset reset.txt"})
  int clockReset(
      @Mixin Target target,
      @Parameters(paramLabel = "FILE", description = "The text; - for standard input.") String file)
      throws Failure {
    say(target, put(target, "/clock", file), "The clock mark is set back.");
    return Exit.OK;
  }

  private static JsonObject put(Target target, String path, String file) throws Failure {
    return target.api().call("PUT", PATH + path, Optional.of(text(file)), plain()).object();
  }

  private static Map<String, String> plain() {
    return Map.of("Content-Type", "text/plain");
  }

  private static String text(String file) throws Failure {
    try {
      if (file.equals("-")) {
        return new String(System.in.readNBytes(MOST), StandardCharsets.ISO_8859_1);
      }
      Path path = Path.of(file);
      if (!Files.isRegularFile(path)) {
        throw new Failure(Exit.USAGE, "There is no file " + path + ".");
      }
      if (Files.size(path) > MOST) {
        throw new Failure(path + " is too large to be a license.");
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new Failure(file + " can't be read: " + e);
    }
  }

  private static void say(Target target, JsonObject license, String sentence) {
    if (target.json()) {
      target.out().println(Json.pretty(license));
      return;
    }
    if (!sentence.isEmpty()) {
      target.out().println(sentence);
    }
    row(target, "State", license.getString("state", "") + reason(license));
    row(target, "Edition", license.getString("edition", ""));
    if (license.get("customer") instanceof JsonObject customer) {
      row(target, "Customer", customer.getString("name", ""));
      row(target, "Type", license.getString("type", ""));
      row(target, "Opens", words(license, "features"));
      row(target, "Ends", ends(license));
      row(target, "Builds until", license.getString("maintenanceUntil", "all"));
      row(target, "License", license.getString("lid", ""));
    }
    if (license.get("seats") instanceof JsonObject seats) {
      String licensed =
          seats.get("licensed") instanceof JsonValue number
                  && number.getValueType() == JsonValue.ValueType.NUMBER
              ? " of " + number
              : "";
      row(target, "Seats used", seats.getInt("used", 0) + licensed);
    }
    row(target, "Flags", words(license, "flags"));
    if (license.get("trust") instanceof JsonObject trust) {
      row(target, "Trusts", trust.getString("vendor", ""));
      row(target, "Warning", trust.isNull("warning") ? "" : trust.getString("warning"));
    }
    row(target, "Problems", words(license, "problems"));
  }

  private static String reason(JsonObject license) {
    return license.isNull("reason")
        ? ""
        : ": " + license.getString("reason") + ". " + license.getString("detail", "");
  }

  private static String ends(JsonObject license) {
    if (license.isNull("expiresAt")) {
      return "never";
    }
    return license.getString("expiresAt") + " (" + license.get("daysLeft") + " days left)";
  }

  private static String words(JsonObject license, String name) {
    return license.get(name) instanceof JsonArray words
        ? words.getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .collect(Collectors.joining(", "))
        : "";
  }

  private static void row(Target target, String name, String value) {
    if (!value.isEmpty()) {
      target.out().printf("%-14s%s%n", name, value.replaceAll("\\p{Cntrl}", "?"));
    }
  }
}
