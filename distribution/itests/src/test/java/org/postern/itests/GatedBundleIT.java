package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What makes the gate hold is in the jars as they are shipped. */
final class GatedBundleIT {
  private static final String GATE = "org/postern/license/gate/";
  private static final String TOKEN = "org/postern/license/token/";

  private static JarFile jar(String name) throws IOException {
    Path folder = Server.DISTRIBUTION.resolve("repository/org/postern").resolve(name);
    try (Stream<Path> files = Files.walk(folder)) {
      return new JarFile(
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .findFirst()
              .orElseThrow()
              .toFile());
    }
  }

  @Test
  void imapCarriesItsOwnGateAndTrust() throws IOException {
    try (JarFile jar = jar("org.postern.imap")) {
      Attributes headers = jar.getManifest().getMainAttributes();
      assertEquals(
          "org.postern.license.gate.EntitlementGate", headers.getValue("Bundle-Activator"));
      // Imported, they could be another bundle's.
      assertFalse(headers.getValue("Import-Package").contains("org.postern.license"));
      assertNotNull(jar.getEntry(GATE + "EntitlementGate.class"));
      assertNotNull(jar.getEntry(GATE + "Admission.class"));
      assertNotNull(jar.getEntry(TOKEN + "LicenseToken.class"));
      assertNotNull(jar.getEntry(TOKEN + "trust.txt"));
      assertEquals(null, headers.getValue("Bundle-ActivationPolicy"), "lazy would go around it");
      assertEquals(
          "org.postern.imap;fragment-attachment:=never",
          headers.getValue("Bundle-SymbolicName").replace("\"", ""));
    }
  }

  @Test
  void nobodyExportsGateOrToken() throws IOException {
    try (Stream<Path> files = Files.walk(Server.DISTRIBUTION.resolve("repository/org/postern"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".jar")).toList()) {
        try (JarFile jar = new JarFile(file.toFile())) {
          String exports = jar.getManifest().getMainAttributes().getValue("Export-Package");
          assertFalse(
              exports != null
                  && (exports.contains("license.gate") || exports.contains("license.token")),
              file.toString());
        }
      }
    }
  }
}
