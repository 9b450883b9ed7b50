package org.postern.admin;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.directory.Directory;

/**
 * Runs long work in the background and keeps what became of it: seen at {@code /api/v1/tasks}. A
 * service; thread-safe. A task that a stop of the server ends has failed with the code {@code
 * interrupted}.
 */
@ProviderType
public interface Tasks {

  /**
   * Starts work and returns at once; one task of a kind runs at a time for a target, others wait.
   *
   * @param kind for example {@code account.delete}
   * @param target the id or name of what it works on
   * @return the task's id
   */
  String submit(String kind, String target, Directory.Principal owner, Work work);

  /** What a task does, in a thread of its own. */
  @FunctionalInterface
  interface Work {
    /**
     * @return the task's result, as members of JSON
     * @throws Problem a failure that is told as it is
     * @throws InterruptedException when it was cancelled and has stopped
     * @throws Exception any other failure; it is logged and told without its details
     */
    Map<String, Object> run(Progress progress) throws Exception;
  }

  /** How a task tells how far it is. */
  @ProviderType
  interface Progress {
    /** {@code total} may grow; 0 when it is not known. */
    void at(long done, long total);

    /**
     * From here on the task can't be cancelled any more.
     *
     * @throws InterruptedException when it has been already
     */
    void finishing() throws InterruptedException;
  }
}
