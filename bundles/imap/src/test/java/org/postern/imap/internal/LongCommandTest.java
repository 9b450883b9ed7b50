package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands that compute for long: others are served meanwhile, and nothing is done for nobody. */
class LongCommandTest {
  private static final int MESSAGES = 250;

  /** Each key makes the server read every header again: an index has no names of fields. */
  private static final int KEYS = 450;

  /** So often the mailbox is copied into itself. */
  private static final int DOUBLED = 7;

  /** So many searches are sent at once, each of which takes a second or so. */
  private static final int SCANS = 20;

  private final CountDownLatch closed = new CountDownLatch(1);

  @RegisterExtension
  final TestServer server =
      new TestServer()
          .at(new Pace(Duration.ofMillis(5), Duration.ofHours(1), 1_000, System::nanoTime));

  @RegisterExtension
  final TestServer looking =
      new TestServer()
          .at(new Pace(Duration.ofMillis(5), Duration.ofMillis(5), 1_000, System::nanoTime))
          .over(
              Around.calls(
                  method -> {
                    if (method.equals("close")) {
                      closed.countDown();
                    }
                  }));

  /** Begins a search that takes seconds, and waits until it is under way. */
  private static String scan(Client client, int keys) throws Exception {
    return begin(client, " NOT HEADER zq \"\"".repeat(keys));
  }

  private static String begin(Client client, String keys) throws Exception {
    String tag = client.begin("SEARCH" + keys);
    String line = client.line();
    assertTrue(line.startsWith("* OK [INPROGRESS "), line);
    return tag;
  }

  @Test
  void othersAreServedWhileEveryProcessorScans() throws Exception {
    server.withMessages(MESSAGES);
    List<Client> scanning = new ArrayList<>();
    // Of what the index knows, with short answers: who waits for files, or for the client to read,
    // lets others run anyway.
    String scan = "x SEARCH RETURN (COUNT)" + " NOT SENTON 1-Jan-2020".repeat(KEYS) + "\r\n";
    try (Client other = server.inbox()) {
      for (int i = 0; i < DOUBLED; i++) {
        other.ok("COPY 1:* INBOX");
      }
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        scanning.add(server.inbox());
      }
      final long before = server.imap.counters().commands.sum();
      for (Client client : scanning) {
        client.raw(scan.repeat(SCANS));
        assertTrue(client.line().startsWith("* OK [INPROGRESS "));
      }
      other.ok("NOOP");
      long complete = server.imap.counters().commands.sum() - before;
      assertTrue(complete < SCANS, "NOOP has waited for a session: " + complete);
    } finally {
      for (Client client : scanning) {
        client.close();
      }
    }
  }

  @Test
  void aScanEndsWhenItsClientHasLeft() throws Exception {
    looking.withMessages(MESSAGES);
    try (Client client = looking.inbox()) {
      scan(client, KEYS);
    }
    assertTrue(closed.await(20, TimeUnit.SECONDS));
  }

  @Test
  void andSoItDoesUnderTls() throws Exception {
    looking.withMessages(MESSAGES);
    try (Client client = looking.connect()) {
      client.line();
      client.ok("STARTTLS");
      client.secure();
      client.ok("LOGIN anna@example.test secret");
      client.select("INBOX");
      scan(client, KEYS);
    }
    assertTrue(closed.await(20, TimeUnit.SECONDS));
  }

  @Test
  void andSoItDoesUnderCompression() throws Exception {
    looking.withMessages(MESSAGES);
    try (Client client = looking.inbox()) {
      client.ok("COMPRESS DEFLATE");
      client.wrap(
          in -> new InflaterInputStream(in, new Inflater(true), 512),
          out ->
              new DeflaterOutputStream(
                  out, new Deflater(Deflater.DEFAULT_COMPRESSION, true), 1 << 16, true));
      scan(client, KEYS);
    }
    assertTrue(closed.await(20, TimeUnit.SECONDS));
  }

  @Test
  void aScanGoesOnForAClientThatIsThere() throws Exception {
    looking.withMessages(MESSAGES);
    try (Client client = looking.inbox()) {
      String tag = scan(client, 20);
      // What it sends meanwhile is kept.
      client.raw("b NOOP\r\n");
      assertTrue(client.answer(tag).getLast().startsWith("OK "));
      assertTrue(client.answer("b").getLast().startsWith("OK "));
    }
  }

  @Test
  void andForOneThatSendsNoMoreButReads() throws Exception {
    looking.withMessages(MESSAGES);
    try (Client plain = looking.inbox();
        Client secure = looking.connect()) {
      secure.line();
      secure.ok("STARTTLS");
      secure.secure();
      secure.ok("LOGIN anna@example.test secret");
      secure.select("INBOX");
      for (Client client : List.of(plain, secure)) {
        String tag = scan(client, 20);
        client.closeOutput();
        assertTrue(client.answer(tag).getLast().startsWith("OK "));
        assertTrue(client.closed());
      }
    }
  }

  @Test
  void aScanEndsWhenTheServerStops() throws Exception {
    looking.withMessages(MESSAGES);
    try (Client client = looking.inbox()) {
      String tag = scan(client, KEYS);
      looking.net.remove(looking.imap);
      String line = client.line();
      while (line.startsWith("* OK [INPROGRESS (\"" + tag)) {
        line = client.line();
      }
      assertTrue(line.startsWith("* BYE [UNAVAILABLE] "), line);
      assertThrows(EOFException.class, client::line);
    }
  }
}
