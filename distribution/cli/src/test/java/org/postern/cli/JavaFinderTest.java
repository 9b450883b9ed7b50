package org.postern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/postern finds a JDK that is new enough, or says what to install. */
final class JavaFinderTest {
  @TempDir Path folder;
  private Path script;

  private record Ran(int exit, String output) {}

  @BeforeEach
  void unpack() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("dist/bin"));
    Path program =
        Files.createDirectories(folder.resolve("dist/repository/org/postern/org.postern.cli/1"));
    Files.writeString(program.resolve("org.postern.cli-1.jar"), "");
    script = bin.resolve("postern");
    Files.copy(Path.of("../src/bin/postern"), script);
    script.toFile().setExecutable(true);
    Files.createDirectories(folder.resolve("jvms"));
  }

  @Test
  void itsOwnVariableComesFirst() throws Exception {
    jdk("own", "25.0.3");
    jdk("java-home", "26");
    Ran ran = run(Map.of("POSTERN_JAVA_HOME", "own", "JAVA_HOME", "java-home"), "version");
    assertEquals(0, ran.exit(), ran.output());
    assertTrue(ran.output().startsWith("own: "), ran.output());
    assertTrue(ran.output().contains("org.postern.cli-1.jar version"), ran.output());
  }

  @Test
  void anExplicitJdkThatIsTooOldIsAnErrorNotAHint() throws Exception {
    jdk("own", "21.0.1");
    jdk("java-home", "25");
    Ran ran = run(Map.of("POSTERN_JAVA_HOME", "own", "JAVA_HOME", "java-home"), "version");
    assertEquals(1, ran.exit());
    assertTrue(ran.output().contains("POSTERN_JAVA_HOME"), ran.output());
  }

  @Test
  void javaHomeComesBeforeThePathIfItIsNewEnough() throws Exception {
    jdk("java-home", "25-ea");
    jdk("path", "25");
    assertTrue(
        run(Map.of("JAVA_HOME", "java-home", "PATH", "path")).output().startsWith("java-home: "));
    jdk("java-home", "17.0.9");
    assertTrue(run(Map.of("JAVA_HOME", "java-home", "PATH", "path")).output().startsWith("path: "));
  }

  @Test
  void theSystemsFoldersAreTheLastResort() throws Exception {
    jdk("jvms/java-17-openjdk", "17");
    jdk("jvms/temurin-25-jdk", "25.0.3");
    jdk("path", "1.8.0_402");
    Ran ran = run(Map.of("PATH", "path"));
    assertTrue(ran.output().startsWith("temurin-25-jdk: "), ran.output());
  }

  @Test
  void aJdkWithoutAReleaseFileIsAskedItself() throws Exception {
    Path jdk = jdk("java-home", "25");
    Files.delete(jdk.resolve("release"));
    assertTrue(run(Map.of("JAVA_HOME", "java-home")).output().startsWith("java-home: "));
  }

  @Test
  void withoutOneItSaysWhatWasFoundAndWhatToInstall() throws Exception {
    jdk("java-home", "21");
    jdk("jvms/java-17-openjdk", "17");
    Ran ran = run(Map.of("JAVA_HOME", "java-home"));
    assertEquals(1, ran.exit());
    assertTrue(ran.output().contains("Java 25 or newer is needed"), ran.output());
    assertTrue(ran.output().contains("java-home (Java 21)"), ran.output());
    assertTrue(ran.output().contains("java-17-openjdk (Java 17)"), ran.output());
    assertTrue(ran.output().contains("POSTERN_JAVA_HOME"), ran.output());
  }

  @Test
  void linksToTheScriptAreFollowed() throws Exception {
    jdk("java-home", "25");
    Path link = Files.createSymbolicLink(folder.resolve("one"), Path.of("dist/bin/postern"));
    script = Files.createSymbolicLink(folder.resolve("two"), link);
    Ran ran = run(Map.of("JAVA_HOME", "java-home"), "version");
    String distribution = folder.toRealPath().resolve("dist").toString();
    assertTrue(ran.output().contains("-Dpostern.distribution=" + distribution + " "), ran.output());
  }

  @Test
  void aLinkToTheFolderOfTheScriptIsFollowed() throws Exception {
    jdk("java-home", "25");
    Path link = Files.createSymbolicLink(folder.resolve("commands"), Path.of("dist/bin"));
    script = link.resolve("postern");
    Ran ran = run(Map.of("JAVA_HOME", "java-home"), "version");
    String distribution = folder.toRealPath().resolve("dist").toString();
    assertTrue(ran.output().contains("-Dpostern.distribution=" + distribution + " "), ran.output());
  }

  @Test
  void aShellsSearchPathForFoldersDoesNotLeadAstray() throws Exception {
    jdk("java-home", "25");
    Files.createDirectories(folder.resolve("astray/dist/bin"));
    script = Path.of("dist/bin/postern");
    Ran ran = run(Map.of("JAVA_HOME", "java-home", "CDPATH", "astray"), folder.toFile(), "version");
    String distribution = folder.toRealPath().resolve("dist").toString();
    assertTrue(ran.output().contains("-Dpostern.distribution=" + distribution + " "), ran.output());
  }

  @Test
  void theServerRunsWithTheOptionsOfTheDistributionThenOfTheHome() throws Exception {
    jdk("java-home", "25");
    Path options = folder.resolve("a home/conf/jvm.options");
    Files.createDirectories(options.getParent());
    Files.writeString(options, "-Xmx1g\n");
    Ran ran = run(Map.of("JAVA_HOME", "java-home"), "run", "--home", folder + "/a home");
    int first = ran.output().indexOf("@" + folder.toRealPath() + "/dist/conf/jvm.options");
    int second = ran.output().indexOf("@" + folder + "/a home/conf/jvm.options");
    assertTrue(first > 0 && second > first, ran.output());
  }

  /** A JDK whose java says which it is and what it was given. */
  private Path jdk(String name, String version) throws IOException {
    Path jdk = folder.resolve(name);
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'openjdk version "%s" 2025-09-16' >&2
          exit 0
        fi
        echo "%s: $*"
        """
            .formatted(version, jdk.getFileName()));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return jdk;
  }

  private Ran run(Map<String, String> jdks, String... arguments) throws Exception {
    return run(jdks, new File("."), arguments);
  }

  private Ran run(Map<String, String> jdks, File in, String... arguments) throws Exception {
    java.util.List<String> command =
        new java.util.ArrayList<>(java.util.List.of(script.toString()));
    command.addAll(java.util.List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(in).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("POSTERN_JVM_DIRS", folder.resolve("jvms").toString());
    environment.put("PATH", "/usr/bin:/bin");
    new TreeMap<>(jdks)
        .forEach(
            (name, jdk) ->
                environment.put(
                    name,
                    name.equals("PATH")
                        ? folder.resolve(jdk).resolve("bin") + ":/usr/bin:/bin"
                        : folder.resolve(jdk).toString()));
    // A java of this machine must not be found on the path: a folder of tools without it.
    if (!jdks.containsKey("PATH")) {
      environment.put("PATH", tools().toString());
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }

  /** What the script needs of a system, and no java. */
  private Path tools() throws IOException {
    Path tools = folder.resolve("tools");
    if (Files.createDirectories(tools).toFile().list().length == 0) {
      for (String name : new String[] {"sed", "head", "dirname", "readlink"}) {
        Path tool = tools.resolve(name);
        Files.writeString(tool, "#!/bin/sh\nexec /usr/bin/" + name + " \"$@\"\n");
        tool.toFile().setExecutable(true);
      }
    }
    return tools;
  }
}
