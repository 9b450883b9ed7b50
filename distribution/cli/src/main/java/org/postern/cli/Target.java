package org.postern.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.postern.launcher.Home;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which server a command speaks to, and how it prints what it hears. */
final class Target {
  private static final int HTTP = 80;

  @Mixin private HomeOption home;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The administration port, when it is not where the home's settings say. Default:"
              + " $$POSTERN_URL.",
      defaultValue = "${env:POSTERN_URL}")
  private URI url;

  @Option(names = "--json", description = "Print what the server answered, as JSON.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean json() {
    return json;
  }

  Home home() throws Failure {
    return home.home();
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  Api api() throws Failure {
    Home folder = home();
    String token;
    try {
      token = Files.readString(folder.adminToken()).strip();
    } catch (NoSuchFileException e) {
      throw new Failure(
          folder.prepared()
              ? folder.adminToken()
                  + " is missing; make a new token with: postern recover --home "
                  + folder.folder()
              : folder.folder()
                  + " is not a home of Postern. Say where it is with --home DIR or POSTERN_HOME, or"
                  + " make one with: postern init --home "
                  + folder.folder());
    } catch (IOException e) {
      throw new Failure(
          folder.adminToken()
              + " cannot be read: "
              + e
              + ". Run this as the user that runs Postern.");
    }
    return new Api(
        url == null ? address(folder) : url,
        token,
        "Start it with: postern start --home " + folder.folder());
  }

  /** The plain HTTP port, which is on loopback always. */
  static URI address(Home home) {
    return URI.create("http://127.0.0.1:" + (Settings.portBase(home) + HTTP));
  }

  /** Prints a list as a table of some columns. */
  void print(List<JsonObject> items, String... columns) {
    if (json) {
      var array = jakarta.json.Json.createArrayBuilder();
      items.forEach(array::add);
      out().println(Json.pretty(array.build()));
    } else {
      Table.of(items, columns).print(out());
    }
  }

  /** Prints one thing, a member a line. */
  void print(JsonObject item) {
    if (json) {
      out().println(Json.pretty(item));
      return;
    }
    int width = item.keySet().stream().mapToInt(String::length).max().orElse(0);
    item.forEach(
        (name, value) -> {
          if (value.getValueType() != JsonValue.ValueType.NULL) {
            String text = Json.plain(value).replaceAll("\\p{Cntrl}", "?");
            out().println((name + " ".repeat(width - name.length() + 2) + text).stripTrailing());
          }
        });
  }

  /** Says that something was done; with --json prints the answer, or nothing. */
  void done(String sentence, Api.Answer answer) {
    if (!json) {
      out().println(sentence);
    } else if (answer.json().isPresent()) {
      out().println(Json.pretty(answer.json().get()));
    }
  }

  Path file(String name) throws Failure {
    return home().folder().resolve(name);
  }
}
