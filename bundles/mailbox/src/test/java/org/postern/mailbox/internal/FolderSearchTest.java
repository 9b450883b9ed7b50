package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postern.mailbox.internal.FolderFixture.ANN;
import static org.postern.mailbox.internal.FolderFixture.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.mailbox.Folder;
import org.postern.mailbox.Folder.Detail;
import org.postern.mailbox.Folder.Message;
import org.postern.mailbox.Folder.StoreMode;
import org.postern.mailbox.MessageFlags;
import org.postern.mailbox.SearchKey;
import org.postern.mailbox.UidSet;
import org.postern.mailbox.internal.engine.SampleMail;
import org.postern.mailbox.internal.text.Fold;
import org.postern.mailbox.internal.text.MessageText;
import org.postern.mailbox.internal.text.Occurrence;

/** What a folder finds is what a look at each of its messages finds. */
class FolderSearchTest {
  private static final long SEED = Long.getLong("postern.search.seed", 11);
  private static final MessageFlags DELETED = MessageFlags.of(MessageFlags.DELETED);
  private static final long DAY = 86_400_000;

  @TempDir Path home;
  private FolderFixture store;

  private final Random random = new Random(SEED);
  private final Map<Long, byte[]> mail = new ConcurrentHashMap<>();
  private final List<String> samples = new ArrayList<>(SampleMail.WORDS);

  @BeforeEach
  void open() throws Exception {
    store = new FolderFixture(home);
    store.create(ANN, "box");
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void append(byte[] octets) throws IOException {
    int system =
        (random.nextBoolean() ? MessageFlags.SEEN : 0)
            | (random.nextBoolean() ? MessageFlags.FLAGGED : 0);
    Set<String> words = random.nextInt(3) == 0 ? Set.of("$Work") : Set.of();
    mail.put(store.append(ANN, "box", new MessageFlags(system, words), new Text(octets)), octets);
  }

  private void sample(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    int from = random.nextInt(text.length() + 1);
    samples.add(text.substring(from, Math.min(text.length(), from + 40)));
  }

  private void fill(int generated) throws IOException {
    for (byte[] message : SampleMail.corpus()) {
      byte[] broken = SampleMail.broken(random, message);
      append(message);
      append(broken);
      sample(message);
      sample(broken);
    }
    for (int i = 0; i < generated; i++) {
      SampleMail.Known known = SampleMail.generate(random);
      append(known.octets());
      samples.add(known.subject());
      samples.add(known.body());
    }
  }

  private String text() {
    String sample = samples.get(random.nextInt(samples.size()));
    int[] characters = sample.codePoints().toArray();
    int from = random.nextInt(characters.length + 1);
    int length = Math.min(characters.length - from, random.nextInt(12));
    String text = new String(characters, from, length);
    return random.nextBoolean() ? text : text.toUpperCase(Locale.ROOT);
  }

  private SearchKey textKey() {
    return switch (random.nextInt(6)) {
      case 0 -> new SearchKey.Header("subject", text());
      case 1 ->
          new SearchKey.Header(
              List.of("From", "CONTENT-TYPE", "Content-Disposition", "Received", "x-none")
                  .get(random.nextInt(5)),
              text());
      case 2, 3 -> new SearchKey.Body(text());
      default -> new SearchKey.Text(text());
    };
  }

  private SearchKey fixedKey(int messages) {
    return switch (random.nextInt(4)) {
      case 0 -> new SearchKey.All();
      case 1 -> {
        long from = 1 + random.nextInt(messages);
        yield new SearchKey.Uids(UidSet.range(from, from + random.nextInt(messages)));
      }
      case 2 -> new SearchKey.Size(random.nextInt(3_000), 1_000 + random.nextInt(9_000));
      default -> {
        long day = random.nextInt(20_000) * DAY;
        yield new SearchKey.SentDate(day, day + random.nextInt(10_000) * DAY);
      }
    };
  }

  private SearchKey flagKey() {
    return switch (random.nextInt(4)) {
      case 0 -> new SearchKey.Keyword("$work");
      case 1 -> new SearchKey.ModSeq(random.nextInt(400));
      case 2 -> new SearchKey.InternalDate(0, 1_000_000 + random.nextInt(2));
      default -> new SearchKey.Flags(random.nextInt(2) * MessageFlags.SEEN, MessageFlags.FLAGGED);
    };
  }

  private SearchKey key(int depth, int messages, boolean flags) {
    int kind = depth == 0 ? 9 : random.nextInt(10);
    if (kind < 4) {
      List<SearchKey> keys =
          IntStream.range(0, random.nextInt(4))
              .mapToObj(i -> key(depth - 1, messages, flags))
              .toList();
      return kind < 2 ? new SearchKey.And(keys) : new SearchKey.Or(keys);
    }
    if (kind < 6) {
      return new SearchKey.Not(key(depth - 1, messages, flags));
    }
    return switch (random.nextInt(4)) {
      case 0 -> fixedKey(messages);
      case 1 -> flags ? flagKey() : fixedKey(messages);
      default -> textKey();
    };
  }

  private static boolean in(long value, long from, long before) {
    return value >= from && value < before;
  }

  /** By what a client may fetch, and by the octets. */
  private static boolean matches(SearchKey key, Message m, byte[] octets) throws IOException {
    return switch (key) {
      case SearchKey.All _ -> true;
      case SearchKey.And and -> {
        boolean all = true;
        for (SearchKey each : and.keys()) {
          all &= matches(each, m, octets);
        }
        yield all;
      }
      case SearchKey.Or or -> {
        boolean any = false;
        for (SearchKey each : or.keys()) {
          any |= matches(each, m, octets);
        }
        yield any;
      }
      case SearchKey.Not not -> !matches(not.key(), m, octets);
      case SearchKey.Uids uids -> uids.uids().contains(m.uid());
      case SearchKey.Flags f ->
          (m.flags().system() & f.set()) == f.set() && (m.flags().system() & f.unset()) == 0;
      case SearchKey.Keyword word ->
          m.flags().keywords().stream().anyMatch(word.keyword()::equalsIgnoreCase);
      case SearchKey.Size size -> in(octets.length, size.from(), size.below());
      case SearchKey.InternalDate date -> in(m.internalDate(), date.from(), date.before());
      case SearchKey.SaveDate date -> in(m.saveDate(), date.from(), date.before());
      case SearchKey.SentDate date -> {
        OptionalLong day = m.facts().sentDay();
        yield day.isPresent() && in(day.getAsLong(), date.from(), date.before());
      }
      case SearchKey.ModSeq modSeq -> m.modSeq() >= modSeq.from();
      case SearchKey.Email email -> m.id() == email.id();
      case SearchKey.Thread thread -> m.thread() == thread.id();
      case SearchKey.Header header ->
          found(octets, Occurrence.inField(header.name(), Fold.fold(header.text())));
      case SearchKey.Body body ->
          body.text().isEmpty() || found(octets, Occurrence.inBody(Fold.fold(body.text())));
      case SearchKey.Text text ->
          text.text().isEmpty() || found(octets, Occurrence.inText(Fold.fold(text.text())));
    };
  }

  private static boolean found(byte[] octets, Occurrence occurrence) throws IOException {
    MessageText.read(() -> new ByteArrayInputStream(octets), false, occurrence);
    return occurrence.found();
  }

  private UidSet expected(SearchKey key, Iterable<Message> messages) throws IOException {
    UidSet.Builder expected = new UidSet.Builder();
    for (Message message : messages) {
      if (matches(key, message, mail.get(message.uid()))) {
        expected.add(message.uid());
      }
    }
    return expected.build();
  }

  private void compare(Folder box, int queries) throws IOException {
    List<Message> messages = fetch(box, Detail.FACTS);
    for (int i = 0; i < queries; i++) {
      SearchKey key = key(4, mail.size(), true);
      assertThat(box.search(key)).as("%s of seed %d", key, SEED).isEqualTo(expected(key, messages));
    }
  }

  @Test
  void findsWhatALookAtEachMessageFinds() throws Exception {
    fill(100);
    try (Folder box = store.open(ANN, "box")) {
      compare(box, 60);
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> store.engine.search().indexed() >= mail.size() * 9 / 10);
      compare(box, 150);
      // Told or not, what is expunged is found no more, and what came is not found yet.
      try (Folder other = store.open(ANN, "box")) {
        for (int i = 0; i < 30; i++) {
          UidSet some = UidSet.of(other.uids().get(random.nextInt((int) other.uids().size())));
          other.store(some, StoreMode.ADD, DELETED, Long.MAX_VALUE);
          other.expunge(some);
          append(SampleMail.generate(random).octets());
          compare(random.nextBoolean() ? box : other, 3);
          other.poll(true);
          if (random.nextInt(4) == 0) {
            box.poll(random.nextBoolean());
          }
        }
      }
    }
  }

  @Test
  void messagesComeAndGoWhileASearchRuns() throws Exception {
    fill(60);
    Set<Long> going = ConcurrentHashMap.newKeySet();
    Set<Long> gone = ConcurrentHashMap.newKeySet();
    Random choice = new Random(SEED);
    FutureTask<Void> changes =
        new FutureTask<>(
            () -> {
              try (Folder other = store.open(ANN, "box")) {
                for (int i = 0; i < 150; i++) {
                  UidSet some = UidSet.of(other.uids().get(choice.nextInt(40)));
                  going.add(some.first());
                  other.store(some, StoreMode.ADD, DELETED, Long.MAX_VALUE);
                  other.expunge(some);
                  gone.add(some.first());
                  Text text = new Text(SampleMail.generate(choice).octets());
                  mail.put(store.append(ANN, "box", MessageFlags.NONE, text), text.octets());
                  other.poll(true);
                }
              }
              return null;
            });
    try (Folder box = store.open(ANN, "box")) {
      Map<Long, Message> known = new HashMap<>();
      fetch(box, Detail.FACTS).forEach(m -> known.put(m.uid(), m));
      Thread.ofPlatform().start(changes);
      for (int i = 0; i < 100 || !changes.isDone(); i++) {
        SearchKey key = key(3, mail.size(), false);
        List<Long> before = List.copyOf(gone);
        UidSet found = box.search(key);
        List<Long> after = List.copyOf(going);
        List<Message> view = new ArrayList<>();
        box.uids().forEach(uid -> view.add(known.get(uid)));
        view.removeIf(m -> m == null || before.contains(m.uid()));
        UidSet expected = expected(key, view);
        UidSet.Builder doubtful = new UidSet.Builder();
        view.stream().map(Message::uid).filter(after::contains).forEach(doubtful::add);
        UidSet unsure = doubtful.build();
        assertThat(found.minus(unsure)).as("%s", key).isEqualTo(expected.minus(unsure));
        assertThat(found.minus(expected)).as("%s", key).isEqualTo(UidSet.EMPTY);
      }
      changes.get();
      box.poll(true);
      compare(box, 50);
    }
  }

  @Test
  void progressIsHeardOfEachMessageAndCanEndASearch() throws Exception {
    for (int i = 0; i < 5; i++) {
      append(("Subject: " + i + "\r\n\r\nzq\r\n").getBytes(StandardCharsets.US_ASCII));
    }
    try (Folder folder = store.open(ANN, "box")) {
      for (SearchKey key :
          List.of(new SearchKey.Body("zq"), new SearchKey.Not(new SearchKey.Size(0, 1)))) {
        List<Long> done = new ArrayList<>();
        assertThat(
                folder.search(
                    key,
                    (at, goal) -> {
                      done.add(at);
                      assertThat(goal).isEqualTo(5);
                    }))
            .isEqualTo(folder.uids());
        assertThat(done).containsExactly(0L, 1L, 2L, 3L, 4L);
        IOException enough = new IOException("enough");
        assertThatThrownBy(
                () ->
                    folder.search(
                        key,
                        (at, goal) -> {
                          if (at == 2) {
                            throw enough;
                          }
                        }))
            .isSameAs(enough);
      }
      List<Long> done = new ArrayList<>();
      folder.search(
          new SearchKey.And(List.of(new SearchKey.Size(0, 1_000), new SearchKey.Text("q"))),
          (at, goal) -> {
            done.add(at);
            assertThat(goal).isZero();
          });
      assertThat(done).isSorted().hasSize(10);
    }
  }
}
