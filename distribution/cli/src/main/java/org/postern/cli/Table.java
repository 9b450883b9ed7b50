package org.postern.cli;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rows in columns that are as wide as they have to be. */
final class Table {
  private final List<String[]> rows = new ArrayList<>();

  /**
   * @param columns members of the objects, as in {@link Json#at}
   */
  static Table of(List<JsonObject> items, String... columns) {
    Table table = new Table();
    table.row(
        Arrays.stream(columns)
            .map(column -> column.replace('.', ' ').toUpperCase(Locale.ROOT))
            .toArray(String[]::new));
    for (JsonObject item : items) {
      table.row(
          Arrays.stream(columns)
              .map(column -> Json.plain(Json.at(item, column)))
              .toArray(String[]::new));
    }
    return table;
  }

  void row(String... cells) {
    // What a peer sent (a login name, a last command) must not steer the terminal.
    rows.add(
        Arrays.stream(cells)
            .map(cell -> cell.replaceAll("\\p{Cntrl}", "?"))
            .toArray(String[]::new));
  }

  void print(PrintWriter out) {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]);
        int padding = widths[i] - row[i].codePointCount(0, row[i].length());
        line.append(" ".repeat(padding + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
