package org.postern.license.tool;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.postern.license.token.LicenseToken;
import org.postern.license.token.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a license says. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a license says, and whether its signature is right. Whether it is in force is verify's to say.",
      "",
      "What a license with a wrong or unknown signature claims is shown too, marked as NOT VERIFIED; the exit code is"
          + " then 2 or 3."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  license-tool inspect key.lic",
      "  license-tool inspect key.lic --trust vendor/trust.txt"
    })
final class Inspect implements Callable<Integer> {
  /** More than a claim has to be to be read. */
  private static final int MOST = 16 * 1024;

  @Spec private CommandSpec spec;

  @Mixin private TrustOption trust;

  @Parameters(paramLabel = "FILE", description = "The license; - for standard input.")
  private String file;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    String text = Texts.read(file);
    try {
      Shown.license(out, LicenseToken.verify(text, trust.trust()));
      return Exit.OK;
    } catch (Refusal e) {
      claims(out, text);
      throw e;
    }
  }

  private static void claims(PrintWriter out, String text) {
    String[] parts = text.replaceAll("-----[^-]*-----|\\s", "").split("\\.", -1);
    if (text.length() > MOST || parts.length != 3) {
      return;
    }
    try (JsonReader reader =
        Json.createReader(
            new StringReader(
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)))) {
      JsonObject payload = reader.readObject();
      out.println("NOT VERIFIED, anybody can have written this:");
      payload.forEach((name, value) -> out.println("  " + name + ": " + value));
    } catch (JsonException | IllegalArgumentException e) {
      // There is nothing to show; the refusal says what is wrong.
    }
  }
}
