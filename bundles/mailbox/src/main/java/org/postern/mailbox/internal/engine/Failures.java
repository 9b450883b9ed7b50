package org.postern.mailbox.internal.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a full disk and a damaged file from other failures. */
final class Failures {
  /** Less room than this explains a failed write. */
  private static final long NO_ROOM = 64 << 10;

  private Failures() {}

  /** What to throw for a failure of the store in {@code folder}. */
  static EngineException of(Path folder, Throwable cause) {
    if (cause instanceof EngineException known) {
      return known;
    }
    if (full(folder, cause)) {
      return new EngineException.NoSpace(
          "The disk that holds " + folder + " is full; make room there.", cause);
    }
    if (cause instanceof SQLException sql && corrupt(sql)) {
      return new EngineException.Corrupt(
          "The index in "
              + folder
              + " is damaged ("
              + cause.getMessage()
              + "); restore a backup, or rebuild the index from the segments.",
          cause);
    }
    return new EngineException.Unavailable(
        "The store in " + folder + " failed: " + cause.getMessage(), cause);
  }

  static boolean corrupt(SQLException e) {
    return switch (code(e)) {
      case 11, 26 -> true; // SQLITE_CORRUPT, SQLITE_NOTADB
      default -> false;
    };
  }

  static boolean full(Path folder, Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof EngineException.NoSpace) {
        return true;
      }
      if (t instanceof SQLException e) {
        int code = code(e);
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
          return true;
        }
        // A WAL index that can't grow is reported as an I/O error.
        if (code == SQLiteErrorCode.SQLITE_IOERR.code && noRoom(folder)) {
          return true;
        }
      }
      if (t instanceof IOException) {
        String text = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left")
            || text.contains("quota exceeded")
            || text.contains("not enough space")) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean noRoom(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace() < NO_ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  /** The primary result code. */
  private static int code(SQLException e) {
    int code = e instanceof SQLiteException s ? s.getResultCode().code : e.getErrorCode();
    return code & 0xFF;
  }
}
