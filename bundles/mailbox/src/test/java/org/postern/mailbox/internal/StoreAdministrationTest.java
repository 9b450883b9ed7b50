package org.postern.mailbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Account.Quota;
import org.postern.mailbox.Delivery.Target;
import org.postern.mailbox.Maildrop;
import org.postern.mailbox.StoreAdmin;
import org.postern.mailbox.internal.engine.Engine;
import org.postern.mailbox.internal.engine.Mailboxes.Box;
import org.postern.mailbox.internal.james.InlineEventBus;

class StoreAdministrationTest {
  private static final String ANN = "01ann";
  private static final String BOB = "01bob";
  private static final StoreAdmin.Progress QUIET = (done, total) -> {};

  @TempDir Path folder;
  @TempDir Path elsewhere;
  private final InlineEventBus events = new InlineEventBus();
  private Engine engine;
  private Deliveries deliveries;
  private StoreAdministration admin;

  @BeforeEach
  void open() throws IOException {
    engine = Engine.open(folder);
    deliveries = new Deliveries(engine, user -> Quota.INHERITED, events, Clock.systemUTC());
    admin = new StoreAdministration(engine, events);
  }

  @AfterEach
  void close() throws IOException {
    engine.close();
  }

  private void deliver(String user, int n) {
    for (int i = 0; i < n; i++) {
      deliveries.deliver(Text.mail("m" + i, "body " + i), List.of(new Target(user, "")));
    }
  }

  @Test
  void aRestoredBackupRenewsUidValiditiesAndKeepsUidls() throws IOException {
    deliver(ANN, 3);
    engine.mailboxes().create(Places.NAMESPACE, ANN, "Other");
    List<String> uidls = uidls();
    Map<String, Long> before = uidValidities();
    Path backup = elsewhere.resolve("backup");
    admin.backup(backup, QUIET);
    deliver(ANN, 2);
    List<String> later = uidls().subList(3, 5);
    engine.close();

    Engine.renewUidValidities(backup);
    folder = backup;
    open();
    assertThat(uidls()).isEqualTo(uidls);
    Map<String, Long> after = uidValidities();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(after.values())
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(before.values())
        .allMatch(validity -> validity > Collections.max(before.values()));
    deliver(ANN, 2);
    assertThat(uidls()).startsWith(uidls.toArray(String[]::new)).doesNotContainAnyElementsOf(later);
    long created = engine.mailboxes().create(Places.NAMESPACE, ANN, "Third").uidValidity();
    assertThat(after.values()).allMatch(validity -> validity < created);
    assertThat(admin.check(QUIET).findings()).isEmpty();
  }

  private List<String> uidls() throws IOException {
    List<String> uidls = new ArrayList<>();
    try (Maildrop drop = new LockedMaildrops(engine, events).open(ANN, "INBOX")) {
      for (int i = 0; i < drop.count(); i++) {
        uidls.add(drop.uidl(i));
      }
    }
    return uidls;
  }

  private Map<String, Long> uidValidities() throws IOException {
    return engine.mailboxes().list(Places.NAMESPACE, ANN, "").stream()
        .collect(Collectors.toMap(Box::name, Box::uidValidity));
  }

  @Test
  void usageFollowsDeliveryAndPurge() throws IOException {
    deliver(ANN, 3);
    deliver(BOB, 1);
    assertThat(admin.usage(ANN).messages()).isEqualTo(3);
    assertThat(admin.usage(ANN).bytes()).isEqualTo(3 * Text.mail("m0", "body 0").size());

    admin.purge(ANN);

    assertThat(admin.usage(ANN)).isEqualTo(new StoreAdmin.Usage(0, 0));
    assertThat(admin.usage(BOB).messages()).isEqualTo(1);
    assertThat(admin.figures().messages()).isEqualTo(1);
    assertThat(admin.figures().mailboxes()).isEqualTo(1);
    assertThat(admin.check(QUIET).findings()).isEmpty();
    deliver(ANN, 1);
    assertThat(admin.usage(ANN).messages()).isEqualTo(1);
  }

  @Test
  void aBackupOfARunningStoreOpensByItself() throws IOException {
    deliver(ANN, 2);
    Path copy = elsewhere.resolve("copy");
    admin.backup(copy, QUIET);
    deliver(ANN, 1);

    try (Engine restored = Engine.open(copy)) {
      assertThat(new StoreAdministration(restored, events).check(QUIET).findings()).isEmpty();
      try (Maildrop drop = new LockedMaildrops(restored, events).open(ANN, "INBOX")) {
        assertThat(drop.count()).isEqualTo(2);
        assertThat(Text.of(drop.body(1)).toString()).contains("body 1");
      }
    }
  }

  @Test
  void aFlippedBitIsFoundAndNotServed() throws IOException {
    deliver(ANN, 1);
    engine.close();
    flipLastOctet();
    open();

    assertThat(admin.check(QUIET).findings()).hasSizeGreaterThanOrEqualTo(1);
    try (Maildrop drop = new LockedMaildrops(engine, events).open(ANN, "INBOX")) {
      assertThat(catchThrowable(() -> drop.body(0))).isInstanceOf(IOException.class);
    }
  }

  private void flipLastOctet() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("segments"))) {
      Path segment = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      try (FileChannel file =
          FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ByteBuffer octet = ByteBuffer.allocate(1);
        long at = file.size() - 3;
        file.read(octet, at);
        octet.put(0, (byte) (octet.get(0) ^ 1)).rewind();
        file.write(octet, at);
      }
    }
  }
}
