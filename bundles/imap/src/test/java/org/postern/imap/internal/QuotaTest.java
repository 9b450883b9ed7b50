package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** QUOTA, QUOTA=RES-STORAGE, QUOTA=RES-MESSAGE (RFC 9208 4, 5.1, 5.2). */
class QuotaTest {
  @RegisterExtension final TestServer server = new TestServer();

  @Test
  void limitsAndUsageAreTold() throws Exception {
    server.store.quota =
        new org.postern.directory.Account.Quota(
            java.util.OptionalLong.of(10_240), java.util.OptionalLong.of(50));
    server.withMessages(2);
    try (Client client = server.login()) {
      assertEquals(
          List.of(
              "* QUOTAROOT \"INBOX\" \"account\"",
              "* QUOTA \"account\" (STORAGE 1 10 MESSAGE 2 50)"),
          client.ok("GETQUOTAROOT INBOX"));
      assertEquals(
          List.of("* QUOTA \"account\" (STORAGE 1 10 MESSAGE 2 50)"),
          client.ok("GETQUOTA account"));
      client.no("GETQUOTA other", "NONEXISTENT").no("GETQUOTAROOT nothing", "NONEXISTENT");
      client.no("SETQUOTA account (STORAGE 99)", "NOPERM").bad("SETQUOTA account");
      client.select("INBOX").ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
      assertEquals(
          List.of("* STATUS \"INBOX\" (DELETED 1 DELETED-STORAGE 85)"),
          client.ok("STATUS INBOX (DELETED DELETED-STORAGE)"));
    }
  }

  // RFC 9208 4.2.1: an empty list means that there are no limits.
  @Test
  void withoutLimitsNothingIsListed() throws Exception {
    try (Client client = server.login()) {
      assertEquals(List.of("* QUOTA \"account\" ()"), client.ok("GETQUOTA account"));
    }
  }
}
