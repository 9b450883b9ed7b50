package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.mailbox.internal.FolderFixture.ANN;
import static org.postern.mailbox.internal.FolderFixture.fetchOne;
import static org.postern.mailbox.internal.FolderFixture.path;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.Folder.StoreMode;
import org.postern.mailbox.FolderAppend;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.Selections;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Part;

class FolderReadTest {
  private static final MessageFlags SEEN = MessageFlags.of(MessageFlags.SEEN);
  private static final MessageFlags DELETED = MessageFlags.of(MessageFlags.DELETED);
  private static final long ALWAYS = Long.MAX_VALUE;

  @TempDir Path home;
  private FolderFixture store;

  @BeforeEach
  void open() throws IOException {
    store = new FolderFixture(home);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void deliver(int n) {
    for (int i = 0; i < n; i++) {
      store.deliver(ANN, Text.mail("mail " + i, "body " + i));
    }
  }

  @Test
  void anyPartIsARangeOfTheOctets() throws IOException {
    String mail =
        "Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/plain\r\n\r\nfirst\r\n"
            + "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n--b--\r\n";
    long uid = store.deliver(ANN, Text.of(mail));
    try (Folder inbox = store.open(ANN, "INBOX")) {
      final Folder.Bodies bodies = inbox.bodies();
      FolderFixture.Read read = FolderFixture.fetch(inbox, bodies).getFirst();
      assertThat(read.message()).extracting(Message::uid).isEqualTo(uid);
      assertThat(read.octets().length()).isEqualTo(mail.length());
      BodyStructure structure = read.message().facts().structure();
      Maildrop.Body body = read.octets().body();
      assertThat(octets(body, structure.find(1).orElseThrow().part())).isEqualTo("first");
      Part inner = structure.find(2, 1).orElseThrow().part();
      assertThat(octets(body, inner)).isEqualTo("inner text");
      assertThat(FolderFixture.read(body, inner.headerAt(), inner.headerLength()))
          .isEqualTo("Subject: inner\r\n\r\n");
      assertThat(structure.find(3)).isEmpty();
      assertThat(structure.find(1, 1)).isEmpty();

      // Expunged, it can be read until the bodies are closed.
      inbox.store(UidSet.of(uid), StoreMode.ADD, DELETED, ALWAYS);
      inbox.expunge(inbox.uids());
      assertThat(Text.of(read.octets().verified()).toString()).isEqualTo(mail);
      assertThat(FolderFixture.read(read.octets().body(), 0, mail.length())).isEqualTo(mail);
      bodies.close();
      try (Folder.Bodies later = inbox.bodies()) {
        assertThat(FolderFixture.fetch(inbox, later)).isEmpty();
      }
    }
  }

  @Test
  void manyMessagesAreAppendedTogetherOrNotAtAll() throws IOException {
    Text small = Text.mail("small", "s");
    Text middle = Text.mail("middle", "m".repeat(200_000));
    Text large = Text.mail("large", "l".repeat(3_000_000));
    try (FolderAppend append = store.folders.append(store.session(ANN), path(ANN, "INBOX"))) {
      for (Text mail : List.of(small, middle, large, small)) {
        append.add(SEEN, 5_000, mail.size(), new ByteArrayInputStream(mail.octets()));
      }
      assertThat(append.commit().uids()).isEqualTo(UidSet.range(1, 4));
    }
    try (FolderAppend append = store.folders.append(store.session(ANN), path(ANN, "INBOX"))) {
      append.add(SEEN, 0, small.size(), new ByteArrayInputStream(small.octets()));
      assertThatThrownBy(
              () -> append.add(SEEN, 0, large.size() + 1, new ByteArrayInputStream(large.octets())))
          .isInstanceOf(IOException.class);
    }
    try (Folder inbox = store.open(ANN, "INBOX");
        Folder.Bodies bodies = inbox.bodies()) {
      List<FolderFixture.Read> read = FolderFixture.fetch(inbox, bodies);
      List<Message> all = read.stream().map(FolderFixture.Read::message).toList();
      assertThat(all).hasSize(4).allMatch(m -> m.flags().equals(SEEN));
      assertThat(all).allMatch(m -> m.internalDate() == 5_000);
      assertThat(all)
          .extracting(m -> m.facts().envelope().subject())
          .containsExactly("small", "middle", "large", "small");
      assertThat(Text.of(read.get(1).octets().verified()).octets()).isEqualTo(middle.octets());
      assertThat(Text.of(read.get(2).octets().verified()).octets()).isEqualTo(large.octets());
    }
    assertThat(home.resolve("segments").toFile().list()).noneMatch(f -> f.endsWith(".tmp"));
    assertThat(store.engine.check((done, total) -> {}).findings()).isEmpty();
  }

  @Test
  void factsOfMessagesStoredWithoutAreComputedAndKept() throws IOException {
    long uid = store.deliver(ANN, Text.mail("old", "text"));
    try (Folder inbox = store.open(ANN, "INBOX")) {
      long id = fetchOne(inbox, uid).id();
      store.engine.selections().keepFacts(java.util.Map.of(id, new byte[] {0}));
      assertThat(fetchOne(inbox, uid).facts().envelope().subject()).isEqualTo("old");
      byte[] kept =
          store
              .engine
              .selections()
              .page(
                  Long.parseLong(inbox.mailboxId()),
                  inbox.uids(),
                  0,
                  Selections.Columns.FACTS,
                  false,
                  1)
              .getFirst()
              .facts();
      assertThat(kept.length).isGreaterThan(1);
    }
  }

  @Test
  void exactlyTheMessagesThatAreAskedForAreFetched() throws IOException {
    for (int i = 0; i < 60; i++) {
      store.deliver(ANN, Text.mail("mail " + i, "x"));
    }
    try (Folder inbox = store.open(ANN, "INBOX")) {
      store.deliver(ANN, Text.mail("not in the view", "x"));
      for (UidSet asked :
          List.of(
              UidSet.of(2, 4, 6, 7, 30, 60),
              UidSet.of(1, 11, 12, 13, 25, 59),
              UidSet.range(50, 99),
              UidSet.EMPTY)) {
        UidSet.Builder found = new UidSet.Builder();
        inbox.fetch(asked, Detail.FACTS, 0, m -> found.add(m.uid()));
        assertThat(found.build()).isEqualTo(asked.intersect(UidSet.range(1, 60)));
      }
    }
  }

  @Test
  void searchByIndexAndText() throws IOException {
    store.deliver(
        ANN,
        Text.of(
            "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Thu, 26 Nov 2026 23:30:00 -0500\r\n\r\nHello World\r\n"));
    store.deliver(
        ANN,
        Text.of(
            "Subject: b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nR3LDvMOfZSE=\r\n"));
    deliver(1);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      inbox.store(
          UidSet.of(2), StoreMode.ADD, new MessageFlags(MessageFlags.SEEN, Set.of("$X")), ALWAYS);
      assertThat(inbox.search(new SearchKey.Flags(0, MessageFlags.SEEN)))
          .isEqualTo(UidSet.of(1, 3));
      assertThat(inbox.search(new SearchKey.Keyword("$x"))).isEqualTo(UidSet.of(2));
      assertThat(inbox.search(new SearchKey.Header("subject", "GRÜSSE"))).isEqualTo(UidSet.of(1));
      assertThat(inbox.search(new SearchKey.Header("Date", ""))).isEqualTo(UidSet.of(1));
      assertThat(inbox.search(new SearchKey.Text("grüße"))).isEqualTo(UidSet.of(1, 2));
      assertThat(inbox.search(new SearchKey.Body("LO WOR"))).isEqualTo(UidSet.of(1));
      assertThat(inbox.search(new SearchKey.Not(new SearchKey.Body("o")))).isEqualTo(UidSet.of(2));
      long day = java.time.LocalDate.of(2026, 11, 26).toEpochDay() * 86_400_000;
      assertThat(inbox.search(new SearchKey.SentDate(day, day + 86_400_000)))
          .isEqualTo(UidSet.of(1));
      assertThat(
              inbox.search(
                  new SearchKey.And(
                      List.of(
                          new SearchKey.Uids(UidSet.range(2, 9)),
                          new SearchKey.Or(
                              List.of(new SearchKey.Size(0, 1), new SearchKey.All()))))))
          .isEqualTo(UidSet.of(2, 3));
    }
  }

  @Test
  void threadsAndIdsAreThere() throws IOException {
    deliver(1);
    try (Folder inbox = store.open(ANN, "INBOX")) {
      Message message = fetchOne(inbox, 1);
      assertThat(inbox.search(new SearchKey.Email(message.id()))).isEqualTo(UidSet.of(1));
      assertThat(inbox.search(new SearchKey.Thread(message.thread()))).isEqualTo(UidSet.of(1));
      assertThat(Optional.of(message.saveDate()))
          .hasValueSatisfying(d -> assertThat(d).isPositive());
    }
  }

  private static String octets(Maildrop.Body body, Part part) throws IOException {
    return FolderFixture.read(body, part.bodyAt(), part.bodyLength());
  }
}
