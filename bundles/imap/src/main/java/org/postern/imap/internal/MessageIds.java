package org.postern.imap.internal;

import java.util.ArrayList;
import java.util.List;

/** Message ids in a header field (RFC 5322 3.6.4). */
final class MessageIds {
  private static final int MOST = 100;

  private MessageIds() {}

  /** The ids in angle brackets, in order; the last ones when there are very many. */
  static List<String> in(String field) {
    List<String> ids = new ArrayList<>();
    if (field == null) {
      return ids;
    }
    int open = field.indexOf('<');
    while (open >= 0) {
      int close = field.indexOf('>', open);
      if (close < 0) {
        break;
      }
      String id = field.substring(open + 1, close).replaceAll("[\\s\"]", "");
      if (!id.isEmpty()) {
        ids.add(id);
      }
      open = field.indexOf('<', close);
    }
    return ids.size() > MOST ? ids.subList(ids.size() - MOST, ids.size()) : ids;
  }
}
