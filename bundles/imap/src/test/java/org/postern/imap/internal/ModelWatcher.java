package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client that selects nothing and believes what NOTIFY tells of all mailboxes (RFC 5465): names
 * and figures.
 */
final class ModelWatcher implements AutoCloseable {
  private static final String NOTIFY =
      "NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName))";
  private static final Pattern STATUS = Pattern.compile("\\* STATUS \"([^\"]+)\" \\((.*)\\)");
  private static final Pattern LIST =
      Pattern.compile(
          "\\* LIST \\((.*?)\\) \"/\" \"([^\"]+)\"(?: \\(\"OLDNAME\" \\(\"(.*)\"\\)\\))?");

  /** What mailboxes there are, beside those with messages. */
  final Set<String> names = new TreeSet<>();

  private final Client client;
  private final List<ModelMailbox> boxes;
  private final ModelSession.Shared shared;
  private final Set<String> told = new TreeSet<>();
  private final Map<String, Map<String, Long>> figures = new TreeMap<>();

  ModelWatcher(Client client, List<ModelMailbox> boxes, ModelSession.Shared shared)
      throws Exception {
    this.client = client;
    this.boxes = boxes;
    this.shared = shared;
    client.ok("ENABLE CONDSTORE");
    begin();
  }

  private void begin() throws Exception {
    told.clear();
    client.ok(NOTIFY).forEach(this::hear);
    client.ok("LIST \"\" m*").forEach(this::hear);
  }

  /** Asks for nothing in particular: what is believed then is what there is. */
  void settle() throws Exception {
    List<String> lines = client.ok("NOOP");
    shared.note("watcher: " + lines);
    if (lines.stream().anyMatch(line -> line.startsWith("* OK [NOTIFICATIONOVERFLOW]"))) {
      begin();
    } else {
      lines.forEach(this::hear);
    }
    assertEquals(names, told, "mailboxes");
    for (ModelMailbox box : boxes) {
      Map<String, Long> known = figures.get(box.name);
      box.highest(known.get("HIGHESTMODSEQ"));
      long seen = box.messages.values().stream().filter(m -> m.flags.contains("\\Seen")).count();
      assertEquals(
          Map.of(
              "MESSAGES",
              (long) box.messages.size(),
              "UIDNEXT",
              box.uidNext(),
              "UNSEEN",
              box.messages.size() - seen),
          Map.of(
              "MESSAGES", known.get("MESSAGES"),
              "UIDNEXT", known.get("UIDNEXT"),
              "UNSEEN", known.get("UNSEEN")),
          box.name);
    }
  }

  private void hear(String line) {
    Matcher status = STATUS.matcher(line);
    if (status.matches()) {
      String[] items = status.group(2).split(" ");
      for (int i = 0; i < items.length; i += 2) {
        figures
            .computeIfAbsent(status.group(1), _ -> new TreeMap<>())
            .put(items[i], Long.parseLong(items[i + 1]));
      }
      return;
    }
    Matcher list = LIST.matcher(line);
    assertTrue(list.matches(), line);
    if (list.group(3) != null) {
      told.remove(list.group(3));
    }
    if (list.group(1).contains("\\NonExistent")) {
      told.remove(list.group(2));
    } else {
      told.add(list.group(2));
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
