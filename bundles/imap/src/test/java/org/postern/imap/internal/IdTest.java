package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ID (RFC 2971). */
class IdTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void isAnsweredInEveryState() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      assertEquals(List.of("* ID (\"name\" \"Postern\")"), client.ok("ID NIL"));
      client.ok("ID (\"name\" \"Mail\" \"version\" NIL)");
      client.ok("ID ()");
      client.ok("LOGIN anna@example.test secret");
      client.ok("ID (\"name\" {4+}\r\nMail)");
      client.bad("ID").bad("ID (\"name\")").bad("ID (\"a\" \"b\"");
      client.bad("ID (" + "\"a\" \"b\" ".repeat(31).strip() + ")");
    }
  }
}
