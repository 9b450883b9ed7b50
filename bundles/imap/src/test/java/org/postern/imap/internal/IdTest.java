package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ID (RFC 2971 3). */
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

  // RFC 2971 3.3: field names of 30 octets and values of 1,024, 30 of them.
  @Test
  void asMuchIsTakenAsClientsMaySay() throws Exception {
    try (Client client = server.login()) {
      String value = "v".repeat(1_024);
      StringBuilder fields = new StringBuilder();
      for (int i = 0; i < 30; i++) {
        fields.append(i == 0 ? "" : " ").append('"').append("f".repeat(28)).append(10 + i);
        fields.append("\" {1024+}\r\n").append(value);
      }
      assertEquals(1, client.ok("ID (" + fields + ")").size());
      client.bad("ID NIL NIL").bad("ID (name \"x\")").bad("ID \"name\"").ok("NOOP");
    }
  }
}
