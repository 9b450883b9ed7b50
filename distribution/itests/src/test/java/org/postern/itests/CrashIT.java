package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 while mail comes in and goes out: what was acknowledged is there afterwards, what was
 * deleted stays away.
 */
final class CrashIT {
  private static final int ROUNDS = 3;
  private static final Pattern MARK = Pattern.compile("X-Mark: (\\S+)");

  @Test
  void killedServerKeepsWhatItAcknowledged(@TempDir Path folder) throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> deleted = new HashSet<>();
    AtomicInteger serial = new AtomicInteger();
    try (Server server = Server.init(folder)) {
      server.start();
      String account = server.account("crash");
      for (int round = 0; round < ROUNDS; round++) {
        int enough = acknowledged.size() + 200;
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          senders.add(Thread.ofVirtual().start(() -> send(server, account, serial, acknowledged)));
        }
        Await.until("mail to come in", Duration.ofSeconds(60), () -> acknowledged.size() >= enough);
        server.kill();
        for (Thread sender : senders) {
          sender.join();
        }
        server.start();
        Set<String> found = fetch(server, account, round, deleted);
        Set<String> expected = new HashSet<>(acknowledged);
        expected.removeAll(deleted);
        expected.removeAll(found);
        assertEquals(Set.of(), expected, "acknowledged, and lost");
      }
      server.stop();
      Program check = server.postern("check", "--home", folder.toString());
      assertEquals(0, check.exit(), check.output());
    }
  }

  private static void send(
      Server server, String account, AtomicInteger serial, Set<String> acknowledged) {
    try (Wire smtp = Wire.smtp(server)) {
      for (; ; ) {
        String mark = "m" + serial.incrementAndGet();
        byte[] message =
            ("X-Mark: " + mark + "\r\nSubject: crash\r\n\r\n" + "body of " + mark + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        smtp.deliver("", account, message);
        acknowledged.add(mark);
      }
    } catch (IOException | AssertionError e) {
      // The server was killed.
    }
  }

  /** Reads all, and deletes the first ten. */
  private static Set<String> fetch(Server server, String account, int round, Set<String> deleted)
      throws IOException {
    Set<String> found = new HashSet<>();
    List<String> gone = new ArrayList<>();
    try (Wire pop = Wire.pop3(server, account)) {
      int count = Integer.parseInt(pop.pop("STAT", "+OK").split(" ")[1]);
      for (int i = 1; i <= count; i++) {
        pop.pop("RETR " + i, "+OK");
        Matcher mark = MARK.matcher(new String(pop.multiline(), StandardCharsets.US_ASCII));
        assertTrue(mark.find());
        assertTrue(found.add(mark.group(1)), "twice: " + mark.group(1));
        assertTrue(!deleted.contains(mark.group(1)), "deleted, and back: " + mark.group(1));
        if (i <= 10) {
          pop.pop("DELE " + i, "+OK");
          gone.add(mark.group(1));
        }
      }
      pop.pop("QUIT", "+OK");
      deleted.addAll(gone);
    }
    return found;
  }
}
