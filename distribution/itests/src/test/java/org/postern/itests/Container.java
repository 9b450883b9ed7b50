package org.postern.itests;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/**
 * A Felix in this process, started by Pax Exam with what the distribution's base feature lists: for
 * tests that put bundles of their own beside it. One for the whole run.
 */
final class Container implements BeforeAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Container.class);

  private Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class);
  }

  /** The home that the container runs on: its REST API and ports. */
  Server server() {
    return running.server;
  }

  /** Installs and starts a third-party bundle. */
  void install(InputStream bundle) {
    running.container.installProbe(bundle);
  }

  /** Stops and uninstalls it. */
  void uninstall() {
    running.container.uninstallProbe();
  }

  /** Stops with the last test class. */
  private record Running(Server server, ExamSystem system, TestContainer container)
      implements AutoCloseable {

    static Running start() {
      try {
        Server server =
            Server.init(Files.createTempDirectory(Path.of("target"), "container").toAbsolutePath());
        for (String folder : List.of("data", "logs", "run", "tmp")) {
          Files.createDirectories(server.home().resolve(folder));
        }
        ExamSystem system = PaxExamRuntime.createServerSystem(options(server));
        TestContainer container = PaxExamRuntime.createContainer(system);
        container.start();
        server.awaitReady();
        return new Running(server, system, container);
      } catch (Exception e) {
        throw new IllegalStateException("the container does not start", e);
      }
    }

    @Override
    public void close() {
      container.stop();
      system.clear();
    }

    private static Option[] options(Server server) throws Exception {
      List<Option> options = new ArrayList<>();
      options.add(cleanCaches());
      options.add(frameworkStartLevel(100));
      options.add(frameworkProperty("postern.home").value(server.home().toString()));
      options.add(frameworkProperty("postern.version").value("0.1.0"));
      JsonObject feature = feature();
      for (JsonValue item : feature.getJsonArray("bundles")) {
        options.add(provision(item));
      }
      JsonObject settings =
          feature.getOrDefault("configurations", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
      options.add(frameworkProperty("postern.settings").value(String.join(",", settings.keySet())));
      settings.forEach(
          (pid, values) ->
              options.add(frameworkProperty("postern.settings." + pid).value(values.toString())));
      for (JsonValue line :
          feature
              .getJsonObject("extensions")
              .getJsonObject("framework-launching-properties")
              .getJsonArray("text")) {
        String[] property = ((JsonString) line).getString().split("=", 2);
        options.add(frameworkProperty(property[0].strip()).value(property[1].strip()));
      }
      return options.toArray(Option[]::new);
    }

    private static JsonObject feature() throws Exception {
      try (Reader text =
          Files.newBufferedReader(Server.DISTRIBUTION.resolve("features/base.json"))) {
        return Json.createReader(text).readObject();
      }
    }

    private static UrlProvisionOption provision(JsonValue item) {
      JsonObject bundle =
          item instanceof JsonString id
              ? Json.createObjectBuilder().add("id", id).build()
              : item.asJsonObject();
      String[] id = bundle.getString("id").split(":");
      String type = id.length > 4 ? "-" + id[3] : "";
      Path jar =
          Server.DISTRIBUTION.resolve(
              "repository/%s/%s/%s/%s-%s%s.jar"
                  .formatted(
                      id[0].replace('.', '/'),
                      id[1],
                      id[id.length - 1],
                      id[1],
                      id[id.length - 1],
                      type));
      return bundle(jar.toUri().toString()).startLevel(bundle.getInt("bundleStartLevel", 20));
    }
  }
}
