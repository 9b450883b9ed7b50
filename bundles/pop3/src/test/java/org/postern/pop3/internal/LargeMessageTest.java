package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages far larger than any buffer. */
class LargeMessageTest {
  @RegisterExtension final TestServer server = new TestServer();
  private static final long MEBIBYTE = 1024 * 1024;

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a line of text that is sent as it is\r\n", ".a line that begins with a dot\r\n"})
  void aHundredMebibytesPassWithFlatMemory(String line) throws Exception {
    String block = line.repeat((int) (MEBIBYTE / line.length()));
    server.mail.addLarge(TestServer.ANNA, "INBOX", "Subject: large\r\n\r\n", block, 101);
    long expected = 18L + 101L * block.length();
    assertTrue(expected > 100 * MEBIBYTE);
    long stuffed = line.startsWith(".") ? 101L * (block.length() / line.length()) : 0;
    try (Client client = server.login()) {
      long before = used();
      assertEquals("+OK " + expected + " octets", client.send("RETR 1"));
      byte[] buffer = new byte[64 * 1024];
      long left = expected + stuffed + 3;
      long most = before;
      long next = left / 2;
      while (left > 0) {
        int count = client.in().read(buffer, 0, (int) Math.min(buffer.length, left));
        assertTrue(count > 0);
        left -= count;
        if (left < next) {
          most = used();
          next = -1;
        }
      }
      assertTrue(most - before < 16 * MEBIBYTE, "grew by " + (most - before));
      client.ok("NOOP");
    }
  }
}
