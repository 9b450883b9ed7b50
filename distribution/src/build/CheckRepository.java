import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Fails the build when what is packed differs from what runs: every bundle of {@code features/} is
 * in {@code repository/} and is a bundle; everything else there is on the class path of a command
 * line.
 */
final class CheckRepository {
  public static void main(String[] args) throws Exception {
    Path distribution = Path.of(args[0]);
    TreeSet<String> wrong = new TreeSet<>();
    TreeSet<String> wanted = new TreeSet<>();
    try (Stream<Path> features = Files.list(distribution.resolve("features"))) {
      for (Path feature : features.toList()) {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(feature))) {
          for (JsonValue bundle : reader.readObject().getJsonArray("bundles")) {
            String id = ((JsonObject) bundle).getString("id");
            String path = path(id);
            wanted.add(path);
            if (!Files.exists(distribution.resolve(path))) {
              wrong.add(
                  feature.getFileName() + " names " + id + ", which distribution/pom.xml does not");
            } else if (!isBundle(distribution.resolve(path))) {
              wrong.add(feature.getFileName() + " names " + id + ", which is not an OSGi bundle");
            }
          }
        }
      }
    }
    for (int i = 1; i < args.length; i++) {
      Path commandLine = Path.of(args[i]);
      wanted.add(distribution.relativize(commandLine).toString());
      for (String entry :
          manifest(commandLine).getMainAttributes().getValue("Class-Path").split(" ")) {
        Path file = commandLine.resolveSibling(entry).normalize();
        wanted.add(distribution.relativize(file).toString());
      }
    }
    try (Stream<Path> files = Files.walk(distribution.resolve("repository"))) {
      files
          .filter(Files::isRegularFile)
          .map(file -> distribution.relativize(file).toString())
          .filter(file -> !wanted.contains(file))
          .forEach(file -> wrong.add(file + " is packed but no feature names it"));
    }
    if (!wrong.isEmpty()) {
      System.err.println("features/ and distribution/pom.xml differ:");
      wrong.forEach(each -> System.err.println("  " + each));
      System.exit(1);
    }
  }

  private static String path(String id) {
    String[] parts = id.split(":");
    return "repository/%s/%s/%s/%s-%s.jar"
        .formatted(parts[0].replace('.', '/'), parts[1], parts[2], parts[1], parts[2]);
  }

  private static boolean isBundle(Path jar) throws IOException {
    return manifest(jar).getMainAttributes().getValue("Bundle-SymbolicName") != null;
  }

  private static Manifest manifest(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest();
    }
  }
}
