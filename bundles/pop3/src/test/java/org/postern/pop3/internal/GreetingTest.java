package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the server says before anything is asked. */
class GreetingTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void greetsWithoutATimestampSinceApopIsNotOffered() throws Exception {
    try (Client client = server.connect()) {
      String greeting = client.line();
      assertTrue(greeting.startsWith("+OK "), greeting);
      assertFalse(greeting.contains("<"), greeting);
      client.fails("APOP anna@example.test c4c9334bac560ecc979e58001b3e22fb", "");
    }
  }

  @Test
  void refusalBeforeAServiceIsAnError() {
    assertEquals(
        "-ERR [SYS/TEMP] too many connections", server.pop3.refusal("too many connections"));
  }
}
