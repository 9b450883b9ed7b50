package org.postern.settings;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The settings files of the home: {@code conf/<pid>.json} is the configuration of the component
 * with that PID ({@code conf/<factory pid>~<name>.json} of one of several). A file is taken over
 * when it is saved. One that is wrong is refused as a whole, and the last good one stays in force,
 * also over a restart. Thread-safe.
 */
@ProviderType
public interface Settings {

  /** The files that are refused now, by PID; empty when all are in force. */
  List<Problem> problems();

  /**
   * Looks at the folder at once instead of a moment later: for a program that has just saved a file
   * and wants to know what became of it. What is refused is then in {@link #problems}.
   */
  void reload() throws IOException;

  /**
   * What {@code conf/<pid>.json} sets; nothing when there is no such file, empty when it is there
   * but not JSON.
   */
  Optional<Map<String, Object>> values(String pid) throws IOException;

  /**
   * Changes settings in {@code conf/<pid>.json} and puts them into force. They are checked first,
   * also by the component itself: when they are refused, nothing is written and all stays as it
   * was. The file is written anew, without the comments it may have had.
   *
   * @param changes by key; empty brings the default back
   * @return why they are refused, or empty when they are in force
   */
  Optional<Problem> change(String pid, Map<String, Optional<Object>> changes) throws IOException;

  /**
   * A settings file that is not in force.
   *
   * @param pid whose settings they are
   * @param file its path in the home, e.g. {@code conf/org.postern.pop3.json}
   * @param line where in the file, from 1; 0 when it is about the whole file
   * @param key the setting; empty when it is about the whole file
   * @param reason what is wrong and what to do about it
   * @param inForce what stays in force instead
   */
  record Problem(
      String pid,
      String file,
      int line,
      String key,
      String reason,
      InForce inForce,
      Instant since) {

    /** One line for a log or a terminal: file, line, reason and what is in force. */
    @Override
    public String toString() {
      return file + (line > 0 ? ":" + line : "") + ": " + reason + ". " + inForce.sentence();
    }
  }

  /** What a component runs with while its file is refused. */
  enum InForce {
    LAST_GOOD("The last good settings stay in force."),
    DEFAULTS("The defaults are in force."),
    /** The component itself refused them at its start and there were no good ones before. */
    SAFE("The component does only what is safe without them.");

    private final String sentence;

    InForce(String sentence) {
      this.sentence = sentence;
    }

    String sentence() {
      return sentence;
    }
  }
}
