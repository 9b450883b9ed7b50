package org.postern.imap.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ORDEREDSUBJECT (RFC 5256 3): messages of one base subject, by date. */
final class SubjectThreads {
  private SubjectThreads() {}

  static List<ThreadNode> roots(List<ThreadNode> messages, Progress progress) throws IOException {
    List<ThreadNode> sorted = new ArrayList<>(messages);
    progress.sort(sorted, ThreadNode.BY_DATE);
    Map<String, ThreadNode> roots = new LinkedHashMap<>();
    for (ThreadNode message : sorted) {
      ThreadNode root = roots.putIfAbsent(message.subject().text(), message);
      if (root != null) {
        message.under(root);
      }
    }
    return List.copyOf(roots.values());
  }
}
