package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
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

  /** Asks how things are, which the watcher itself only hears. */
  private final Client asker;

  private final List<ModelMailbox> boxes;
  private final ModelSession.Shared shared;
  private final Set<String> told = new TreeSet<>();
  private final Map<String, Map<String, Long>> known = new TreeMap<>();

  ModelWatcher(Client client, Client asker, List<ModelMailbox> boxes, ModelSession.Shared shared)
      throws Exception {
    this.client = client;
    this.asker = asker;
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

  /** Waits until it was told of all that happened: what is believed then is what there is. */
  void settle() throws Exception {
    List<String> lines = client.ok("NOOP");
    shared.note("watcher: " + lines);
    if (lines.stream().anyMatch(line -> line.startsWith("* OK [NOTIFICATIONOVERFLOW]"))) {
      begin();
    } else {
      lines.forEach(this::hear);
    }
    for (ModelMailbox box : boxes) {
      settle(box);
    }
    while (!names.equals(told)) {
      next("mailboxes " + names);
    }
  }

  private void settle(ModelMailbox box) throws Exception {
    String status = asker.ok("STATUS " + box.name + " (HIGHESTMODSEQ)").getLast();
    long unseen = box.messages.values().stream().filter(m -> !m.flags.contains("\\Seen")).count();
    Map<String, Long> figures =
        Map.of(
            "MESSAGES",
            (long) box.messages.size(),
            "UIDNEXT",
            box.uidNext(),
            "UNSEEN",
            unseen,
            "HIGHESTMODSEQ",
            box.highest(ModelAnswers.highestModSeq(status)).modSeq());
    while (!known.get(box.name).entrySet().containsAll(figures.entrySet())) {
      next(box.name + " " + figures);
    }
  }

  private void next(String expected) throws IOException {
    try {
      hear(client.line());
    } catch (SocketTimeoutException e) {
      throw new AssertionError(expected + ", told was of " + told + " " + known, e);
    }
  }

  private void hear(String line) {
    Matcher status = STATUS.matcher(line);
    if (status.matches()) {
      String[] items = status.group(2).split(" ");
      for (int i = 0; i < items.length; i += 2) {
        known
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
    asker.close();
  }
}
