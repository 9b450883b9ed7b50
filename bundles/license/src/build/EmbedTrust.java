import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.postern.license.token.Refusal;
import org.postern.license.token.Trust;

/**
 * Builds the trust in: {@code EmbedTrust FILE BUILD-DATE FOLDER TRIAL FOLDER}, and the trial if
 * there is one. Run by the build, before tests and before the jar.
 */
final class EmbedTrust {
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    if (!Files.isRegularFile(file)) {
      System.err.println("No trust file " + file + ": make one with license-tool trust-build");
      System.exit(1);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      Trust trust = Trust.read(text);
      System.out.println(
          "Trust built in: "
              + trust.root().vendor()
              + (trust.root().demo() ? " (DEMO: anybody can issue licenses for this build)" : ""));
    } catch (Refusal e) {
      System.err.println(file + " is no trust file: " + e.getMessage());
      System.exit(1);
    }
    Path folder = Path.of(args[2]);
    Files.writeString(folder.resolve("trust.txt"), text, StandardCharsets.ISO_8859_1);
    Path trial = Path.of(args[3]);
    Path trialTarget = Path.of(args[4]).resolve("trial.txt");
    if (Files.isRegularFile(trial)) {
      Files.copy(trial, trialTarget, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(trialTarget);
    }
    Files.writeString(folder.resolve("build-date.txt"), Instant.parse(args[1]) + "\n");
  }
}
