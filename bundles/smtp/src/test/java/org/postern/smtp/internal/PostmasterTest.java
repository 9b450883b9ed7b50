package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postern.directory.Account;

/** Mail for postmaster always finds a reader (RFC 5321 4.5.1). */
final class PostmasterTest {
  private static final String MESSAGE = "Subject: x\r\n\r\n";

  @Test
  void theDirectoryComesFirst() throws Exception {
    try (Rig rig = new Rig(Map.of("postmaster", "bob@example.test"));
        Client client = rig.greet("smtp")) {
      rig.book.account("postmaster@example.test", Account.State.ACTIVE);
      client.send("", "Postmaster@example.test", MESSAGE, "250");
      assertEquals(1, rig.inbox("postmaster@example.test").size());
    }
  }

  @Test
  void thenTheSettings() throws Exception {
    try (Rig rig = new Rig(Map.of("postmaster", "bob@example.test"));
        Client client = rig.greet("smtp")) {
      client.send("", "postmaster@example.test", MESSAGE, "250");
      client.send("", "POSTMASTER", MESSAGE, "250");
      client.send("", "postmaster@[127.0.0.1]", MESSAGE, "250");
      assertEquals(3, rig.inbox("bob@example.test").size());
    }
  }

  @Test
  void thenTheDefaultDomain() throws Exception {
    try (Rig rig = new Rig(Map.of("defaultDomain", "main.test"));
        Client client = rig.greet("smtp")) {
      rig.book.domain("main.test");
      rig.book.account("postmaster@main.test", Account.State.ACTIVE);
      client.send("", "postmaster@example.test", MESSAGE, "250");
      client.send("", "postmaster", MESSAGE, "250");
      assertEquals(2, rig.inbox("postmaster@main.test").size());
    }
  }

  @Test
  void thenTheOldestAccount() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.send("", "postmaster", MESSAGE, "250");
      assertEquals(1, rig.inbox("ann@example.test").size());
    }
  }

  @Test
  void addressLiteralsOfThisHostAreTheDefaultDomain() throws Exception {
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.send("", "bob@[127.0.0.1]", MESSAGE, "250");
      client.send("", "bob@[IPv6:::1]", MESSAGE, "250");
      assertEquals(2, rig.inbox("bob@example.test").size());
    }
  }
}
