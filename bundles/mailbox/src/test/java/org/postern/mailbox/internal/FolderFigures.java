package org.postern.mailbox.internal;

import static org.postern.mailbox.internal.FolderFixture.ANN;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Flags;
import org.postern.mailbox.internal.engine.Messages;
import org.postern.mailbox.internal.mime.MimeParser;
import org.postern.mailbox.internal.mime.PackedFacts;

/**
 * A program, not a test: what the structure costs when a message is stored, and what open folders
 * cost. Arguments: a folder, and how many messages.
 */
final class FolderFigures {
  private FolderFigures() {}

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  public static void main(String[] args) throws Exception {
    int messages = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    byte[] plain = mail(1, false).octets();
    byte[] parts = mail(1, true).octets();
    measure("structure of " + plain.length + " octets of text", 20_000, () -> pack(plain));
    measure("structure of " + parts.length + " octets in parts", 20_000, () -> pack(parts));
    Path home = Files.createTempDirectory(Path.of(args[0]), "figures");
    try (FolderFixture store = new FolderFixture(home)) {
      store.create(ANN, "INBOX");
      fill(store, messages);
      measure("open", 50, () -> store.open(ANN, "INBOX").close());
      try (Folder inbox = store.open(ANN, "INBOX")) {
        fetches(inbox, messages);
        inbox.store(
            UidSet.of(messages / 2), Folder.StoreMode.ADD, MessageFlags.of(2), Long.MAX_VALUE);
        inbox.expunge(inbox.uids());
      }
      measure("open with a gap", 50, () -> store.open(ANN, "INBOX").close());
    }
  }

  private static void fetches(Folder inbox, int messages) throws IOException {
    UidSet all = inbox.uids();
    UidSet page = UidSet.range(Math.max(1, messages - 49), messages);
    measure("flags of all", 50, () -> inbox.fetch(all, Detail.FLAGS, 0, m -> {}));
    measure("columns of all", 50, () -> inbox.fetch(all, Detail.COLUMNS, 0, m -> {}));
    measure(
        "envelope and structure of all",
        20,
        () -> inbox.fetch(all, Detail.FACTS, 0, FolderFigures::look));
    measure(
        "page of 50 with envelope and structure",
        2_000,
        () -> inbox.fetch(page, Detail.FACTS, 0, FolderFigures::look));
    measure("search by flags", 50, () -> inbox.search(new SearchKey.Flags(0, MessageFlags.SEEN)));
    measure(
        "50 bodies",
        500,
        () -> {
          try (Folder.Bodies bodies = inbox.bodies()) {
            bodies.fetch(page, Detail.FLAGS, 0, (m, octets) -> octets.verified());
          }
        });
    measure("poll without news", 100_000, () -> inbox.poll(true));
  }

  private static void look(Folder.Message message) {
    if (message.facts().envelope().subject().isEmpty()
        || message.facts().structure().part().type().isEmpty()) {
      throw new IllegalStateException();
    }
  }

  private static void pack(byte[] message) {
    if (PackedFacts.pack(MimeParser.parse(message)).length == 0) {
      throw new IllegalStateException();
    }
  }

  private static void fill(FolderFixture store, int messages) throws IOException {
    long box = store.engine.mailboxes().find(Places.NAMESPACE, ANN, "INBOX").orElseThrow().id();
    for (int i = 0; i < messages; ) {
      List<Messages.Append> group = new ArrayList<>();
      for (int k = 0; k < 500 && i < messages; k++, i++) {
        group.add(
            new Messages.Append(
                0,
                mail(i, i % 2 == 0),
                new byte[0],
                List.of(
                    new Messages.Target(
                        box, Flags.of(i % 3 == 0 ? Flags.SEEN : 0), i, i, 0, null))));
      }
      store.engine.messages().appendAll(group);
    }
  }

  private static Text mail(int n, boolean parts) {
    String head =
        "Return-Path: <sender@example.org>\r\nReceived: from mx.example.org (mx.example.org"
            + " [192.0.2.1])\r\n\tby mail.example.com with ESMTPS id 4711; Thu, 26 Nov 2026"
            + " 10:00:00 +0100\r\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;"
            + " d=example.org; s=s1;\r\n\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b="
            + "x".repeat(300)
            + "\r\nMIME-Version: 1.0\r\nDate: Thu, 26 Nov 2026 10:00:00 +0100\r\nFrom: \"A."
            + " Sender\" <sender@example.org>\r\nTo: Ann Receiver <ann@example.com>,"
            + " bob@example.com\r\nCc: list@example.net\r\nSubject: Figures number "
            + n
            + "\r\nMessage-ID: <"
            + n
            + ".4711@example.org>\r\n";
    String text = "The quick brown fox jumps over the lazy dog, and again.\r\n";
    return Text.of(
        parts
            ? head
                + "Content-Type: multipart/alternative; boundary=\"=_b1\"\r\n\r\n--=_b1\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
                + text.repeat(20)
                + "\r\n--=_b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>"
                + text.repeat(30)
                + "</p>\r\n--=_b1--\r\n"
            : head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.repeat(54));
  }

  private static void measure(String what, int times, Step step) throws IOException {
    for (int i = 0; i < times / 4 + 1; i++) {
      step.run();
    }
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      step.run();
    }
    double taken = (System.nanoTime() - start) / 1e3 / times;
    double used =
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e3 / times;
    System.out.printf("%-45s %,12.1f us %,12.1f us CPU%n", what, taken, used);
  }
}
