package org.postern.pop3.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A login that names a folder. */
class FolderLoginTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void opensTheFolder() throws Exception {
    server.mail.add(TestServer.ANNA, "Archive/2024", "a\r\n");
    try (Client client = server.connect().login("anna+Archive/2024@example.test")) {
      assertEquals("+OK 1 3", client.send("STAT"));
    }
  }

  @Test
  void oneThatIsMissingIsAnError() throws Exception {
    try (Client client = server.connect()) {
      client.line();
      client.ok("USER anna+Nowhere@example.test").fails("PASS secret", "SYS/PERM");
    }
  }

  @Test
  void namesAreSplitAsTheSettingSays() {
    Options plus = Options.DEFAULT;
    Options none =
        new Options(
            plus.loginTimeout(),
            plus.idleTimeout(),
            plus.loginDelay(),
            plus.expireDays(),
            "Mail",
            false,
            10);
    assertEquals("INBOX", Folders.of("anna@example.test", "anna@example.test", plus));
    assertEquals("INBOX", Folders.of("anna", "anna@example.test", plus));
    assertEquals("Sent", Folders.of("anna+Sent", "anna@example.test", plus));
    assertEquals("a+b", Folders.of("anna+a+b@example.test", "anna@example.test", plus));
    assertEquals("INBOX", Folders.of("anna+inbox@example.test", "anna@example.test", plus));
    assertEquals("INBOX", Folders.of("anna+@example.test", "anna@example.test", plus));
    assertEquals("INBOX", Folders.of("+x@example.test", "anna@example.test", plus));
    assertEquals("INBOX", Folders.of("Anna+list@example.test", "anna+list@example.test", plus));
    assertEquals("Mail", Folders.of("anna+Sent@example.test", "anna@example.test", none));
  }
}
