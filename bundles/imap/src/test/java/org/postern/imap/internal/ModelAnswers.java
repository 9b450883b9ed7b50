package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.postern.mailbox.UidSet;

/** Reads what answers tell, and writes sets. */
final class ModelAnswers {
  private ModelAnswers() {}

  /** A set as IMAP writes it. */
  static String set(Collection<Long> uids) {
    return UidSet.of(uids.stream().mapToLong(Long::longValue).toArray()).toString();
  }

  /** The uids of a set. */
  static Set<Long> uids(String set) {
    Set<Long> uids = new TreeSet<>();
    if (!set.isEmpty()) {
      for (String range : set.split(",")) {
        String[] ends = range.split(":");
        long from = Long.parseLong(ends[0]);
        long to = Long.parseLong(ends[ends.length - 1]);
        for (long uid = Math.min(from, to); uid <= Math.max(from, to); uid++) {
          uids.add(uid);
        }
      }
    }
    return uids;
  }

  /** The value of a response code; empty when the line has none of this name. */
  static String code(String line, String name) {
    return line.matches("(\\* )?[A-Z]+ \\[" + name + " .*")
        ? line.replaceAll(".*\\[" + name + " ([^]]*)].*", "$1")
        : "";
  }

  /** HIGHESTMODSEQ of a STATUS response. */
  static long highestModSeq(String line) {
    return Long.parseLong(line.replaceAll(".*HIGHESTMODSEQ (\\d+).*", "$1"));
  }

  /** The uids that SEARCH has found, by number or by uid; COUNT, MIN and MAX agree with them. */
  static Set<Long> found(ModelSession session, List<String> lines, boolean byUid) {
    TreeSet<Long> found = new TreeSet<>();
    String line = lines.stream().filter(l -> l.matches("\\* E?SEARCH.*")).findFirst().orElseThrow();
    if (line.startsWith("* SEARCH")) {
      for (String number : line.substring(8).replaceAll("\\(.*", "").strip().split(" ")) {
        if (!number.isEmpty()) {
          found.add(Long.parseLong(number));
        }
      }
    } else {
      assertEquals(byUid, line.contains(") UID"), line);
      found.addAll(uids(value(line, "ALL")));
      if (line.contains(" COUNT ")) {
        assertEquals(found.size(), Integer.parseInt(value(line, "COUNT")), line);
      }
      if (line.contains(" MIN ")) {
        assertEquals(found.first(), Long.parseLong(value(line, "MIN")), line);
        assertEquals(found.last(), Long.parseLong(value(line, "MAX")), line);
      }
    }
    if (byUid) {
      return found;
    }
    Set<Long> uids = new TreeSet<>();
    found.forEach(number -> uids.add(session.view.get((int) (number - 1))));
    return uids;
  }

  private static String value(String line, String name) {
    return line.contains(" " + name + " ") ? line.replaceAll(".* " + name + " (\\S+).*", "$1") : "";
  }
}
