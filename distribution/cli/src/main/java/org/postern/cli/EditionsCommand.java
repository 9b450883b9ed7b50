package org.postern.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What each edition holds. */
@Command(
    mixinStandardHelpOptions = true,
    name = "editions",
    description = "What each edition holds, and the state of each part of it.",
    footer = {"", "Examples:", "  postern editions", "  postern editions --json"})
final class EditionsCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Override
  public Integer call() throws Failure {
    JsonObject editions = target.api().get("/editions").object();
    if (target.json()) {
      target.out().println(Json.pretty(editions.getJsonArray("items")));
      return Exit.OK;
    }
    List<JsonObject> rows = new ArrayList<>();
    for (JsonValue each : editions.getJsonArray("items")) {
      JsonObject edition = each.asJsonObject();
      String name = edition.getString("id");
      for (JsonValue feature : edition.getJsonArray("features")) {
        rows.add(row(name, "feature", feature.asJsonObject().getString("id"), feature));
      }
      for (JsonValue bundle : edition.getJsonArray("bundles")) {
        rows.add(row(name, "bundle", bundle.asJsonObject().getString("name"), bundle));
      }
    }
    target.print(rows, "edition", "part", "name", "state", "reason");
    return Exit.OK;
  }

  private static JsonObject row(String edition, String part, String name, JsonValue of) {
    return jakarta.json.Json.createObjectBuilder()
        .add("edition", edition)
        .add("part", part)
        .add("name", name)
        .add("state", of.asJsonObject().getString("state"))
        .add("reason", of.asJsonObject().getString("reason", ""))
        .build();
  }
}
