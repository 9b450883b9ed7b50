package org.postern.license.gate;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postern.license.gated.Door;
import org.postern.license.token.Build;

/** Builds bundles with bnd, as a third party does. */
public final class GatedBundle {
  private final Path folder;
  private final Path classes;

  /**
   * @param trust what the gate in the bundles shall trust
   */
  public GatedBundle(Path folder, String trust) throws IOException {
    this.folder = folder;
    this.classes = folder.resolve("classes");
    Path built = Path.of(Build.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    for (String name : List.of("gate", "token")) {
      Path target = classes.resolve("org/postern/license/" + name);
      Files.createDirectories(target);
      try (Stream<Path> files = Files.list(built.resolve("org/postern/license/" + name))) {
        for (Path file : files.toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
    Files.writeString(
        classes.resolve("org/postern/license/token/trust.txt"), trust, StandardCharsets.ISO_8859_1);
  }

  /** The gated bundle: the annotation in its code, and the one line. */
  public Path door() throws Exception {
    return build(
        "door",
        Map.of(
            "Private-Package", "org.postern.license.gated",
            "Bundle-SymbolicName", "door;fragment-attachment:=never",
            "-conditionalpackage", "org.postern.license.gate,org.postern.license.token",
            "-noimportjava", "true"));
  }

  Path build(String name, Map<String, String> instructions) throws Exception {
    try (Builder builder = new Builder()) {
      builder.setProperty("Bundle-SymbolicName", name);
      instructions.forEach(builder::setProperty);
      builder.addClasspath(classes.toFile());
      builder.addClasspath(
          Path.of(Door.class.getProtectionDomain().getCodeSource().getLocation().getPath())
              .toFile());
      for (String jar : Container.jars("osgi.core", "osgi.annotation", "component.annotations")) {
        builder.addClasspath(Path.of(jar).toFile());
      }
      Jar jar = builder.build();
      if (!builder.getErrors().isEmpty()) {
        throw new AssertionError(builder.getErrors());
      }
      Path file = folder.resolve(name + ".jar");
      jar.write(file.toFile());
      return file;
    }
  }
}
