package org.postern.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.feature.ID;

/** The unpacked distribution: {@code bin conf features repository}. It is only ever read. */
public record Distribution(Path folder) {

  /** The one this program belongs to, named by {@code bin/postern} in a system property. */
  public static Distribution ofThisProgram() throws LaunchException {
    String folder = System.getProperty("postern.distribution");
    if (folder == null) {
      throw new LaunchException(
          "The system property postern.distribution does not name the folder of the distribution."
              + " Start Postern with bin/postern.");
    }
    return new Distribution(Path.of(folder));
  }

  /** For example {@code 0.1.0}. */
  public static String version() {
    String version = Distribution.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  public Path features() {
    return folder.resolve("features");
  }

  public Path conf() {
    return folder.resolve("conf");
  }

  /** The jar of an artifact, in the layout of a Maven repository. */
  Path artifact(ID id) throws LaunchException {
    Path file = folder.resolve("repository").resolve(path(id));
    if (!Files.isRegularFile(file)) {
      throw new LaunchException(
          file + " is missing: a feature names it. Unpack the distribution again.");
    }
    return file;
  }

  static String path(ID id) {
    return id.getGroupId().replace('.', '/')
        + "/"
        + id.getArtifactId()
        + "/"
        + id.getVersion()
        + "/"
        + id.getArtifactId()
        + "-"
        + id.getVersion()
        + id.getClassifier().map(classifier -> "-" + classifier).orElse("")
        + "."
        + id.getType().orElse("jar");
  }
}
