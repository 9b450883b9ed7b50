package org.postern.launcher;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureConfiguration;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

/**
 * What the enabled features want, taken together: bundles with start levels, settings and framework
 * properties. Nothing else says what runs.
 *
 * @param settings JSON object by PID
 */
record Plan(List<Item> bundles, Map<String, String> settings, Map<String, String> properties) {
  /** Metadata of a bundle (OSGi Compendium 160.4.3). */
  private static final String START_LEVEL = "bundleStartLevel";

  /** Text extension of a feature (OSGi Compendium 160.5): lines of the form key=value. */
  private static final String PROPERTIES = "framework-launching-properties";

  private static final int DEFAULT_START_LEVEL = 20;

  record Item(ID id, int startLevel) {}

  static Plan read(Path folder, List<String> names) throws LaunchException {
    FeatureService service =
        ServiceLoader.load(FeatureService.class)
            .findFirst()
            .orElseThrow(() -> new LaunchException("No Feature service is on the class path."));
    Map<String, Item> bundles = new LinkedHashMap<>();
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> properties = new LinkedHashMap<>();
    for (String name : names) {
      Feature feature = read(service, folder, name);
      for (FeatureBundle bundle : feature.getBundles()) {
        Item item = new Item(bundle.getID(), startLevel(name, bundle));
        String key = bundle.getID().getGroupId() + ":" + bundle.getID().getArtifactId();
        Item other = bundles.putIfAbsent(key, item);
        if (other != null && !other.id().equals(item.id())) {
          throw new LaunchException(
              "The enabled features want two versions of "
                  + key
                  + ": "
                  + other.id().getVersion()
                  + " and "
                  + item.id().getVersion()
                  + " ("
                  + name
                  + ").");
        }
      }
      for (FeatureConfiguration configuration : feature.getConfigurations().values()) {
        if (settings.put(configuration.getPid(), json(configuration.getValues())) != null) {
          throw new LaunchException(
              "Two enabled features configure "
                  + configuration.getPid()
                  + "; the second is "
                  + name
                  + ".");
        }
      }
      FeatureExtension lines = feature.getExtensions().get(PROPERTIES);
      if (lines != null) {
        for (String line : lines.getText()) {
          int equals = line.indexOf('=');
          if (equals < 1) {
            throw new LaunchException(
                "features/"
                    + name
                    + ".json: \""
                    + line
                    + "\" in "
                    + PROPERTIES
                    + " is not key=value.");
          }
          properties.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
    }
    return new Plan(List.copyOf(bundles.values()), Map.copyOf(settings), Map.copyOf(properties));
  }

  private static Feature read(FeatureService service, Path folder, String name)
      throws LaunchException {
    Path file = folder.resolve(name + ".json");
    if (!name.matches("[A-Za-z0-9_-]+") || !Files.isRegularFile(file)) {
      throw new LaunchException(
          "There is no feature \""
              + name
              + "\" (conf/postern.json, \"features\"). Available: "
              + String.join(", ", available(folder))
              + ".");
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      return service.readFeature(reader);
    } catch (IOException | RuntimeException e) {
      throw new LaunchException(file + " is not a Feature document: " + e.getMessage(), e);
    }
  }

  static TreeSet<String> available(Path folder) throws LaunchException {
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      files.forEach(file -> names.add(file.getFileName().toString().replaceFirst("\\.json$", "")));
    } catch (IOException e) {
      throw new LaunchException(folder + " cannot be read: " + e, e);
    }
    return names;
  }

  private static int startLevel(String feature, FeatureBundle bundle) throws LaunchException {
    return switch (bundle.getMetadata().get(START_LEVEL)) {
      case null -> DEFAULT_START_LEVEL;
      case Number level when level.intValue() >= 1 && level.intValue() < 100 -> level.intValue();
      case Object other ->
          throw new LaunchException(
              "features/"
                  + feature
                  + ".json: "
                  + START_LEVEL
                  + " of "
                  + bundle.getID()
                  + " is "
                  + other
                  + ", not 1..99.");
    };
  }

  private static String json(Map<String, Object> values) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    values.forEach((key, value) -> object.add(key, json(value)));
    return object.build().toString();
  }

  private static JsonValue json(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? JsonValue.TRUE : JsonValue.FALSE;
      case Double number -> Json.createValue(number);
      case Float number -> Json.createValue(number.doubleValue());
      case Number number -> Json.createValue(number.longValue());
      case Collection<?> items -> array(items.toArray());
      case Object[] items -> array(items);
      default -> Json.createValue(value.toString());
    };
  }

  private static JsonValue array(Object[] items) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    for (Object item : items) {
      array.add(json(item));
    }
    return array.build();
  }
}
