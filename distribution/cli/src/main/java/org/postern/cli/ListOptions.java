package org.postern.cli;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What every list takes. */
final class ListOptions {
  @Option(
      names = {"-q", "--search"},
      paramLabel = "TEXT",
      description = "Only what contains this.")
  private String search;

  @Option(
      names = "--sort",
      paramLabel = "FIELD",
      description = "Order by a field; -FIELD for the other way round.")
  private String sort;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  private int limit;

  int limit() {
    return Math.max(1, limit);
  }

  Map<String, String> filters() {
    Map<String, String> filters = new TreeMap<>();
    if (search != null) {
      filters.put("q", search);
    }
    if (sort != null) {
      filters.put("sort", sort);
    }
    return filters;
  }

  /** With further filters, given in pairs of name and value; null values do not count. */
  Map<String, String> filters(String... more) {
    Map<String, String> filters = filters();
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1] != null) {
        filters.put(more[i], more[i + 1]);
      }
    }
    return filters;
  }
}
