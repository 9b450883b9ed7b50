import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks ({@code --check}) or mends ({@code --replace}) the format of every Java file below a
 * folder. Run by {@code mvn verify} and {@code mvn -Pformat validate} with google-java-format on
 * the class path.
 */
final class Format {
  public static void main(String[] args) throws Exception {
    boolean replace = args[0].equals("--replace");
    Path root = Path.of(args[1]);
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> wrong = new ArrayList<>();
    for (Path file : javaFiles(root)) {
      String before = Files.readString(file);
      String after = formatter.formatSource(tidyImports(before));
      if (!after.equals(before)) {
        wrong.add(root.relativize(file));
        if (replace) {
          Files.writeString(file, after);
        }
      }
    }
    if (!wrong.isEmpty() && !replace) {
      System.err.println("Not formatted (mvn -N -Pformat validate mends it):");
      wrong.forEach(file -> System.err.println("  " + file));
      System.exit(1);
    }
  }

  private static String tidyImports(String source) throws Exception {
    return ImportOrderer.reorderImports(
        RemoveUnusedImports.removeUnusedImports(source), JavaFormatterOptions.Style.GOOGLE);
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }
}
