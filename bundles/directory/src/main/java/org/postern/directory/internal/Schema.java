package org.postern.directory.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;

/** Brings the database to the version of the schema that this program knows. */
final class Schema {
  /** The number of the newest {@code schema-N.sql}; {@code user_version} in the file. */
  static final int VERSION = 5;

  /** "PstD": tells Postern's directory from any other SQLite file. */
  private static final int APPLICATION_ID = 0x50737444;

  private Schema() {}

  static void migrate(Session session, Path file) throws SQLException, DirectoryException {
    migrate(session, file, VERSION);
  }

  /** One transaction a version, so that a crash leaves a whole version behind. */
  static void migrate(Session session, Path file, int target)
      throws SQLException, DirectoryException {
    while (version(session, file) < target) {
      session.run("begin immediate");
      try {
        // Another process may have been first.
        int next = version(session, file) + 1;
        if (next <= target) {
          session.script(script(next));
          session.script("pragma user_version = " + next);
          session.script("pragma application_id = " + APPLICATION_ID);
        }
        session.run("commit");
      } catch (SQLException | DirectoryException | RuntimeException e) {
        session.run("rollback");
        throw e;
      }
    }
  }

  private static int version(Session session, Path file) throws SQLException, DirectoryException {
    int version = (int) session.number("pragma user_version");
    boolean empty = !session.exists("select 1 from sqlite_schema");
    if (!empty && session.number("pragma application_id") != APPLICATION_ID) {
      throw new DirectoryException(
          Kind.UNAVAILABLE,
          "directory-foreign",
          "",
          file + " is an SQLite database, but not a Postern directory. Move it away.");
    }
    if (version > VERSION) {
      throw new DirectoryException(
          Kind.UNAVAILABLE,
          "directory-too-new",
          "",
          file
              + " was written by a newer Postern (schema "
              + version
              + ", this one knows "
              + VERSION
              + "). Install that version again, or restore a backup.");
    }
    return version;
  }

  private static String script(int version) {
    String name = "schema-" + version + ".sql";
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
