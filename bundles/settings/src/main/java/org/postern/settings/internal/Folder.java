package org.postern.settings.internal;

import static org.postern.settings.internal.Document.quoted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postern.settings.BadSetting;
import org.postern.settings.Settings;
import org.postern.settings.SettingsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the settings files of a home over, each at most once per content. A file that has been
 * taken over is copied to {@code data/settings/}: the copy is what a start falls back to when the
 * file has gone bad since.
 *
 * <p>Thread-safe.
 */
final class Folder implements Settings {
  private static final Logger LOG = LoggerFactory.getLogger(Folder.class);

  /** Where settings go to, and what is known about them. */
  interface Target {
    /** The settings a component can have, if it says so. */
    Optional<Schema> schema(String pid);

    /** Every PID that some component has settings for. */
    Set<String> pids();

    /** Settings that the features give a component; the file's go over them. */
    Map<String, Object> defaults(String pid);

    /** The component's own check, when it is there. */
    Optional<SettingsCheck> check(String pid);

    void apply(String pid, Map<String, Object> settings) throws IOException;

    void remove(String pid) throws IOException;
  }

  private final Path conf;
  private final Path copies;
  private final Target target;

  /** What each file held when it was last looked at. */
  private final Map<String, byte[]> seen = new HashMap<>();

  /** The good content before one that the component has not had a look at yet. */
  private final Map<String, Optional<byte[]>> unchecked = new HashMap<>();

  private final Map<String, Problem> problems = new TreeMap<>();

  Folder(Path home, Target target) {
    this.conf = home.resolve("conf");
    this.copies = home.resolve("data").resolve("settings");
    this.target = target;
  }

  @Override
  public synchronized List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  /**
   * Puts all that is in the folder into force.
   *
   * @param given PIDs that the features have settings for, whether or not there is a file
   */
  synchronized void start(Set<String> given) throws IOException {
    Files.createDirectories(copies);
    Map<String, Path> files = files();
    for (Path copy : list(copies)) {
      if (!files.containsKey(pid(copy))) {
        Files.delete(copy);
      }
    }
    for (String pid : given) {
      if (!files.containsKey(pid)) {
        target.apply(pid, target.defaults(pid));
      }
    }
    scan();
  }

  @Override
  public void reload() throws IOException {
    scan();
  }

  /** Looks at the folder again and takes over what is new. */
  synchronized void scan() throws IOException {
    Map<String, Path> files = files();
    for (Map.Entry<String, Path> file : files.entrySet()) {
      byte[] bytes;
      try {
        bytes = Files.readAllBytes(file.getValue());
      } catch (NoSuchFileException e) {
        continue;
      } catch (IOException e) {
        refuse(file.getKey(), new BadSettings(0, "", "cannot be read: " + e.getMessage()));
        continue;
      }
      if (!Arrays.equals(bytes, seen.put(file.getKey(), bytes))) {
        take(file.getKey(), bytes);
      }
    }
    for (String gone : List.copyOf(seen.keySet())) {
      if (!files.containsKey(gone)) {
        forget(gone);
      }
    }
  }

  /** Looks again at files whose component was not there. */
  synchronized void rescanUnknown() throws IOException {
    problems.values().stream()
        .filter(problem -> problem.line() == 0)
        .forEach(problem -> seen.remove(problem.pid()));
    scan();
  }

  /**
   * Asks a component that has come about its settings: those that it refuses give way to the good
   * ones before.
   *
   * @param pid of the component, or of all those of a factory
   */
  synchronized void recheck(String pid) throws IOException {
    for (String one : List.copyOf(unchecked.keySet())) {
      if (factory(one).equals(pid)) {
        Optional<byte[]> before = unchecked.remove(one);
        try {
          read(one, seen.get(one));
        } catch (BadSettings e) {
          goBack(one, before, e);
        }
      }
    }
  }

  private void goBack(String pid, Optional<byte[]> before, BadSettings bad) throws IOException {
    Path copy = copies.resolve(pid + ".json");
    if (before.isPresent()) {
      try {
        Map<String, Object> good = read(pid, before.get());
        keepCopy(copy, before.get());
        refuse(pid, bad, InForce.LAST_GOOD);
        target.apply(pid, good);
        return;
      } catch (BadSettings e) {
        LOG.warn("The copy of the last good {} is no good either: {}", name(pid), e.getMessage());
      }
    }
    // Not the defaults: they could, for example, open to the world what was to be on loopback.
    Files.deleteIfExists(copy);
    refuse(pid, bad, InForce.SAFE);
  }

  @Override
  public synchronized Optional<Map<String, Object>> values(String pid) throws IOException {
    try {
      return Optional.of(Document.parse(content(pid)).values());
    } catch (BadSettings e) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized Optional<Problem> change(String pid, Map<String, Optional<Object>> changes)
      throws IOException {
    // What was saved by hand a moment ago counts too.
    scan();
    try {
      Map<String, Object> values = Document.parse(content(pid)).values();
      changes.forEach(
          (key, value) ->
              value.ifPresentOrElse(given -> values.put(key, given), () -> values.remove(key)));
      byte[] bytes = Document.write(values);
      read(pid, bytes);
      Path file = conf.resolve(pid + ".json");
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
        write(conf.resolve(pid + ".json.new"), file, bytes);
      }
      scan();
      return Optional.ofNullable(problems.get(pid));
    } catch (BadSettings e) {
      return Optional.of(problem(pid, e, InForce.LAST_GOOD));
    }
  }

  private byte[] content(String pid) throws IOException {
    try {
      return Files.readAllBytes(conf.resolve(pid + ".json"));
    } catch (NoSuchFileException e) {
      return new byte[] {'{', '}'};
    }
  }

  /** Whole or not at all, also when the power fails. */
  private static void write(Path fresh, Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void take(String pid, byte[] bytes) throws IOException {
    Path copy = copies.resolve(pid + ".json");
    boolean first = !problems.containsKey(pid);
    try {
      target.apply(pid, read(pid, bytes));
    } catch (BadSettings e) {
      refuse(pid, e);
      if (first) {
        fallBack(pid, copy);
      }
      return;
    }
    if (target.check(pid).isEmpty()) {
      Optional<byte[]> good =
          Files.exists(copy) ? Optional.of(Files.readAllBytes(copy)) : Optional.empty();
      unchecked.putIfAbsent(pid, good.filter(before -> !Arrays.equals(before, bytes)));
    }
    keepCopy(copy, bytes);
    problems.remove(pid);
  }

  private void keepCopy(Path copy, byte[] bytes) throws IOException {
    if (!Files.exists(copy) || !Arrays.equals(Files.readAllBytes(copy), bytes)) {
      Files.write(copies.resolve(copy.getFileName() + ".new"), bytes);
      Files.move(copies.resolve(copy.getFileName() + ".new"), copy, StandardCopyOption.ATOMIC_MOVE);
      LOG.info("{} is in force", name(pid(copy)));
    }
  }

  private Map<String, Object> read(String pid, byte[] bytes) throws BadSettings {
    Document document = Document.parse(bytes);
    Optional<Schema> schema = target.schema(pid);
    if (schema.isEmpty() && !target.pids().contains(factory(pid))) {
      throw new BadSettings(
          0,
          "",
          "no component has settings of this name; there are "
              + String.join(", ", target.pids().stream().sorted().toList()));
    }
    Map<String, Object> settings = new HashMap<>(target.defaults(pid));
    if (schema.isPresent()) {
      settings.putAll(schema.get().convert(document));
    } else {
      settings.putAll(document.values());
    }
    try {
      target.check(pid).ifPresent(check -> check.check(settings));
    } catch (BadSetting e) {
      Document.Entry entry = document.entries().get(e.key());
      throw new BadSettings(
          entry == null ? 0 : entry.line(), e.key(), quoted(e.key()) + ": " + e.reason());
    }
    return settings;
  }

  private void fallBack(String pid, Path copy) throws IOException {
    try {
      if (Files.exists(copy)) {
        target.apply(pid, read(pid, Files.readAllBytes(copy)));
        return;
      }
    } catch (BadSettings e) {
      LOG.warn("The copy of the last good {} is no good either: {}", name(pid), e.getMessage());
      Files.delete(copy);
    }
    Problem problem = problems.get(pid);
    problems.put(
        pid,
        new Problem(
            pid,
            problem.file(),
            problem.line(),
            problem.key(),
            problem.reason(),
            InForce.DEFAULTS,
            problem.since()));
    if (target.defaults(pid).isEmpty()) {
      target.remove(pid);
    } else {
      target.apply(pid, target.defaults(pid));
    }
  }

  private void refuse(String pid, BadSettings bad) {
    InForce inForce =
        Files.exists(copies.resolve(pid + ".json")) ? InForce.LAST_GOOD : InForce.DEFAULTS;
    refuse(pid, bad, inForce);
  }

  private void refuse(String pid, BadSettings bad, InForce inForce) {
    Problem problem = problem(pid, bad, inForce);
    problems.put(pid, problem);
    LOG.error("Refused {}", problem);
  }

  private static Problem problem(String pid, BadSettings bad, InForce inForce) {
    return new Problem(
        pid, name(pid), bad.line(), bad.key(), bad.getMessage(), inForce, Instant.now());
  }

  private void forget(String pid) throws IOException {
    seen.remove(pid);
    unchecked.remove(pid);
    problems.remove(pid);
    Files.deleteIfExists(copies.resolve(pid + ".json"));
    if (target.defaults(pid).isEmpty()) {
      target.remove(pid);
    } else {
      target.apply(pid, target.defaults(pid));
    }
    LOG.info("{} is gone: the defaults are in force", name(pid));
  }

  private Map<String, Path> files() throws IOException {
    Map<String, Path> files = new TreeMap<>();
    for (Path file : list(conf)) {
      // A PID has a dot; conf/postern.json, the launcher's own file, has none.
      if (pid(file).indexOf('.') > 0) {
        files.put(pid(file), file);
      }
    }
    return files;
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      List<Path> all = new java.util.ArrayList<>();
      files.forEach(all::add);
      all.sort(Comparator.naturalOrder());
      return all;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String pid(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ".json".length());
  }

  /** {@code x~y} are the settings of instance y of the factory x. */
  static String factory(String pid) {
    int tilde = pid.indexOf('~');
    return tilde < 0 ? pid : pid.substring(0, tilde);
  }

  private static String name(String pid) {
    return "conf/" + pid + ".json";
  }
}
