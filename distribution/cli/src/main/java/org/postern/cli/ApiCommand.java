package org.postern.cli;

import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    mixinStandardHelpOptions = true,
    name = "api",
    description = {
      "Makes any call of the REST API, authenticated.",
      "Prints the answer's body; ends with 1 when the status is 400 or more."
    },
    footer = {
      "",
      "Examples:",
      "  postern api GET /server",
      "  echo '{\"name\":\"example.org\"}' | postern api POST /domains -",
      "  postern api PATCH /domains/example.org change.json",
      "  postern api GET /openapi.json"
    })
final class ApiCommand implements Callable<Integer> {
  @Mixin private Target target;

  @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT, PATCH, DELETE.")
  private String method;

  @Parameters(index = "1", paramLabel = "PATH", description = "Below /api/v1, e.g. /accounts.")
  private String path;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "FILE|-",
      description = "The body: a file, or - for standard input.")
  private String file;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "NAME: VALUE",
      description = "A further header; may be repeated.")
  private List<String> headers;

  @Option(
      names = {"-i", "--include"},
      description = "Print status and headers too.")
  private boolean include;

  @Override
  public Integer call() throws Failure {
    Api api = target.api();
    String verb = method.toUpperCase(Locale.ROOT);
    Optional<String> body = body();
    Map<String, String> sent = new HashMap<>();
    if (body.isPresent()) {
      sent.put(
          "Content-Type",
          verb.equals("PATCH") ? "application/merge-patch+json" : "application/json");
    }
    for (String header : headers == null ? List.<String>of() : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new Failure(Exit.USAGE, "\"" + header + "\" is no header; write NAME: VALUE.");
      }
      sent.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    boolean conditional = List.of("PUT", "PATCH", "DELETE").contains(verb);
    if (conditional && sent.keySet().stream().noneMatch("If-Match"::equalsIgnoreCase)) {
      // The version that is there now; a resource without one needs none.
      HttpResponse<String> now = api.send("GET", path, Optional.empty(), Map.of());
      now.headers().firstValue("ETag").ifPresent(tag -> sent.put("If-Match", tag));
    }
    HttpResponse<String> answer = api.send(verb, path, body, sent);
    if (include) {
      target.out().println("HTTP " + answer.statusCode());
      answer
          .headers()
          .map()
          .forEach((name, values) -> values.forEach(v -> target.out().println(name + ": " + v)));
      target.out().println();
    }
    Optional<JsonValue> json = Json.parse(answer.body());
    if (json.isPresent()) {
      target.out().println(Json.pretty(json.get()));
    } else if (!answer.body().isEmpty()) {
      target.out().println(answer.body().stripTrailing());
    }
    return answer.statusCode() < 400 ? Exit.OK : Exit.ERROR;
  }

  private Optional<String> body() throws Failure {
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          file.equals("-")
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new Failure(file + " cannot be read: " + e);
    }
  }
}
