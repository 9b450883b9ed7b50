package org.postern.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.directory.Audit;
import org.postern.directory.Audit.Entry;
import org.postern.directory.Audit.Filter;
import org.postern.directory.DirectoryException;
import org.postern.directory.DirectoryException.Kind;
import org.postern.directory.Page;

class AuditLogTest {
  private static final Instant START = Instant.parse("2026-11-22T20:00:00Z");

  @TempDir Path home;
  private Homes homes;
  private Audit audit;

  @BeforeEach
  void open() throws Exception {
    homes = new Homes(home);
    audit = homes.open.audit();
  }

  @AfterEach
  void close() throws Exception {
    homes.close();
  }

  private void record(int second, String actor, String action, String target) throws Exception {
    audit.record(
        new Entry(
            "",
            START.plusSeconds(second),
            actor,
            "192.0.2.1",
            action,
            target,
            Map.of("state", "active -> frozen"),
            "ok"));
  }

  private List<String> targets(Filter filter, String q) throws Exception {
    List<String> targets = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Page<Entry> page = audit.entries(new Page.Request(2, cursor, q, ""), filter);
      page.items().forEach(entry -> targets.add(entry.target()));
      cursor = page.next();
    } while (cursor.isPresent());
    return targets;
  }

  private static Filter filter(
      String actor, String action, String target, Integer from, Integer to) {
    return new Filter(
        Optional.ofNullable(actor),
        Optional.ofNullable(action),
        Optional.ofNullable(target),
        Optional.ofNullable(from).map(START::plusSeconds),
        Optional.ofNullable(to).map(START::plusSeconds));
  }

  @Test
  void entriesAreThereAfterARestartNewestFirst() throws Exception {
    record(1, "root", "account.change", "a");
    record(2, "root", "account.change", "b");
    record(2, "root", "account.change", "c");
    homes.close();
    homes = new Homes(home);
    audit = homes.open.audit();
    assertEquals(List.of("c", "b", "a"), targets(Filter.ALL, ""));
    Entry last = audit.entries(Page.Request.FIRST, Filter.ALL).items().getLast();
    assertEquals(START.plusSeconds(1), last.at());
    assertEquals(Map.of("state", "active -> frozen"), last.changes());
    assertEquals("192.0.2.1", last.remote());
  }

  @Test
  void filtersNarrow() throws Exception {
    record(1, "root", "account.add", "a");
    record(2, "ann", "account.change", "b");
    record(3, "root", "accounting.x", "c");
    record(4, "root", "domain.add", "d");
    record(5, "ann", "domain.remove", "d");
    assertEquals(List.of("d", "b"), targets(filter("ann", null, null, null, null), ""));
    assertEquals(List.of("b", "a"), targets(filter(null, "account.", null, null, null), ""));
    assertEquals(List.of("d"), targets(filter(null, "domain.add", null, null, null), ""));
    assertEquals(List.of("d", "d"), targets(filter(null, null, "d", null, null), ""));
    assertEquals(List.of("c", "b"), targets(filter(null, null, null, 2, 4), ""));
    assertEquals(List.of("d", "d"), targets(Filter.ALL, "DOMAIN."));
    assertEquals(List.of(), targets(filter("ann", "account.add", null, null, null), ""));
  }

  @Test
  void theLogOnlyGrows() throws Exception {
    record(1, "root", "account.add", "a");
    Refused.with(
        Kind.UNAVAILABLE,
        "directory-unavailable",
        () -> homes.open.database().change(session -> session.run("delete from audit")));
    Refused.with(
        Kind.UNAVAILABLE,
        "directory-unavailable",
        () -> homes.open.database().change(session -> session.run("update audit set actor = 'x'")));
    assertEquals(List.of("a"), targets(Filter.ALL, ""));
  }

  @Test
  void aChangedOrMissingEntryShows() throws Exception {
    for (int i = 0; i < 10; i++) {
      record(i, "root", "account.add", "a" + i);
    }
    assertEquals(List.of(), homes.directory.check());
    homes
        .open
        .database()
        .change(
            session -> {
              session.script("drop trigger audit_keeps");
              session.run("update audit set actor = 'somebody else' where seq = 4");
            });
    assertTrue(homes.directory.check().toString().contains("entry 4"));
    homes
        .open
        .database()
        .change(
            session -> {
              session.run("update audit set actor = 'root' where seq = 4");
              session.script("drop trigger audit_stays; drop trigger audit_change_stays");
              session.run("delete from audit_change where entry = 7");
              session.run("delete from audit where seq = 7");
            });
    assertTrue(homes.directory.check().toString().contains("entry 8"));
  }

  @Test
  void aHugeEntryIsCut() throws Exception {
    record(1, "root", "x".repeat(1_000_000), "a");
    assertEquals(
        4_096, audit.entries(Page.Request.FIRST, Filter.ALL).items().getFirst().action().length());
  }

  @Test
  void parallelRecordsMakeOneChain() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String actor = "actor" + t;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 25; i++) {
                        record(i, actor, "account.add", actor + i);
                      }
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(200, targets(Filter.ALL, "").size());
    assertEquals(List.of(), homes.directory.check());
  }

  @Test
  void aCursorOfAnotherListIsRefused() throws Exception {
    for (int i = 0; i < 5; i++) {
      record(i, "root", "account.add", "a");
    }
    Optional<String> cursor =
        audit.entries(new Page.Request(2, Optional.empty(), "", ""), Filter.ALL).next();
    DirectoryException refusal =
        Refused.with(
            Kind.INVALID,
            "bad-cursor",
            () ->
                audit.entries(
                    new Page.Request(2, cursor, "", ""), filter("root", null, null, null, null)));
    assertEquals("/cursor", refusal.pointer());
  }

  private Optional<String> findings() throws Exception {
    return homes.open.database().read(AuditLog::findings);
  }

  @Test
  void whatIsTooOldGoesInStepsAndTheChainStaysWhole() throws Exception {
    for (int i = 0; i < 7; i++) {
      record(i, "root", "account.change", "t" + i);
    }
    AuditLog log = (AuditLog) audit;
    assertEquals(2, log.trim(START.plusSeconds(5), 2));
    assertEquals(Optional.empty(), findings());
    assertEquals(2, log.trim(START.plusSeconds(5), 2));
    assertEquals(1, log.trim(START.plusSeconds(5), 2));
    assertEquals(0, log.trim(START.plusSeconds(5), 2));
    assertEquals(List.of("t6", "t5"), targets(Filter.ALL, ""));
    assertEquals(Optional.empty(), findings());
    // All gone: the next one still hangs on the last.
    assertEquals(2, log.trim(START.plusSeconds(100), 500));
    record(200, "root", "account.change", "new");
    assertEquals(List.of("new"), targets(Filter.ALL, ""));
    assertEquals(Optional.empty(), findings());
    homes.close();
    homes = new Homes(home);
    audit = homes.open.audit();
    assertEquals(Optional.empty(), findings());
  }

  @Test
  void aNewerEntryKeepsWhatWasRecordedAfterIt() throws Exception {
    record(1, "root", "account.change", "old");
    record(50, "root", "account.change", "clock ahead");
    record(2, "root", "account.change", "clock mended");
    assertEquals(1, ((AuditLog) audit).trim(START.plusSeconds(10), 500));
    assertEquals(List.of("clock ahead", "clock mended"), targets(Filter.ALL, ""));
    assertEquals(Optional.empty(), findings());
  }

  @Test
  void theRetentionIsAppliedInTheBackgroundAndOnlyToWhatIsTrimmed() throws Exception {
    record(1, "root", "account.change", "of long ago");
    audit.record(
        new Entry("", Instant.now(), "root", "", "account.change", "of now", Map.of(), "ok"));
    homes.open.settings(Homes.CHEAP);
    homes.open.applyAuditRetention();
    homes.open.settings(new DirectorySettings("", "", 8, 7_168, 1, 1, 4_096, 10, 1));
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (targets(Filter.ALL, "").size() > 1 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertEquals(List.of("of now"), targets(Filter.ALL, ""));
    assertEquals(Optional.empty(), findings());
  }
}
