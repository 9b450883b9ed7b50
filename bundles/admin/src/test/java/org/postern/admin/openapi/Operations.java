package org.postern.admin.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is written about each operation in {@code operations.txt}: what the code does not say. */
final class Operations {
  private final Map<String, Operation> all = new LinkedHashMap<>();

  /**
   * @param type a type's name, a media type, or empty
   * @param body the type of a merge patch; empty without
   * @param codes of its own, by status
   * @param tag whether it needs {@code If-Match}
   * @param free why it takes {@code If-Match} and does not need it; empty for others
   */
  record Operation(
      String summary,
      int status,
      boolean listing,
      String type,
      String body,
      Map<String, List<String>> codes,
      boolean tag,
      String free) {}

  Operations() throws IOException {
    try (InputStream in = Operations.class.getResourceAsStream("/operations.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(this::read);
    }
  }

  private void read(String line) {
    String[] columns = Arrays.copyOf(line.split("\\s*\\|\\s*", -1), 5);
    List<String> success = new ArrayList<>(List.of(columns[2].strip().split(" ")));
    int status = Integer.parseInt(success.removeFirst());
    String body = "";
    if (success.contains("of")) {
      body = success.removeLast();
      success.removeLast();
    }
    boolean listing = success.remove("Listing");
    Map<String, List<String>> codes = new TreeMap<>();
    if (columns[3] != null && !columns[3].isBlank()) {
      for (String group : columns[3].strip().split(";\\s*")) {
        codes.put(group.substring(0, 3), List.of(group.substring(4).split(",\\s*")));
      }
    }
    String flag = columns[4] == null ? "" : columns[4].strip();
    all.put(
        columns[0].strip(),
        new Operation(
            columns[1],
            status,
            listing,
            success.isEmpty() ? "" : success.getFirst(),
            body,
            codes,
            flag.equals("tag"),
            flag.startsWith("free ") ? flag.substring(5) : ""));
  }

  Map<String, Operation> all() {
    return all;
  }
}
