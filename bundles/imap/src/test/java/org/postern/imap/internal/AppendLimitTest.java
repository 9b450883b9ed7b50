package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** APPENDLIMIT (RFC 7889 2, 3, 4). */
class AppendLimitTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void oneThatIsTooLargeIsRefusedBeforeItComes() throws Exception {
    try (Client client = server.inbox()) {
      assertTrue(client.ok("CAPABILITY").getFirst().contains("APPENDLIMIT=52428800"));
      client.no("APPEND INBOX {52428801}", "TOOBIG");
      client.no("APPEND INBOX {9999999999}", "TOOBIG");
      client.ok("NOOP");
      client.raw("x APPEND INBOX {999999999999+}\r\n");
      assertTrue(client.line().startsWith("x BAD "));
      assertTrue(client.line().startsWith("* BYE "));
      assertTrue(client.closed());
    }
  }

  @Test
  void statusTellsItOfEachMailbox() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a");
      assertEquals(
          List.of("* STATUS \"a\" (APPENDLIMIT 52428800)"), client.ok("STATUS a (APPENDLIMIT)"));
      assertEquals(
          List.of("* LIST (\\HasNoChildren) \"/\" \"a\"", "* STATUS \"a\" (APPENDLIMIT 52428800)"),
          client.ok("LIST \"\" a RETURN (STATUS (APPENDLIMIT))"));
    }
  }
}
