package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** METADATA (RFC 5464 3, 4). */
class MetadataTest {
  @RegisterExtension final TestServer server = new TestServer(TestServer.specialFolders(true));

  @Test
  void annotationsOfAMailbox() throws Exception {
    try (Client client = server.login()) {
      client.ok("SETMETADATA INBOX (/private/Comment \"mine\" /shared/comment {4+}\r\nours)");
      assertEquals(
          List.of("* METADATA \"INBOX\" (\"/private/comment\" \"mine\")"),
          client.ok("GETMETADATA INBOX /private/comment"));
      assertEquals(
          List.of("* METADATA \"INBOX\" (\"/shared/comment\" \"ours\")"),
          client.ok("GETMETADATA (DEPTH infinity) INBOX (/shared)"));
      assertEquals(
          List.of("* METADATA \"INBOX\" (\"/private/comment\" \"mine\")"),
          client.ok("GETMETADATA (DEPTH 1) INBOX /private"));
      assertEquals(List.of(), client.ok("GETMETADATA INBOX (/private /shared)"));
      client.bad("SETMETADATA INBOX (/private \"x\")").bad("SETMETADATA INBOX (/shared NIL)");
      client.bad("GETMETADATA (DEPTH 1) INBOX /").bad("GETMETADATA INBOX /privateer");
      client.ok("SETMETADATA INBOX (/private/comment NIL)");
      assertEquals(
          List.of("* METADATA \"INBOX\" (\"/private/comment\" NIL)"),
          client.ok("GETMETADATA INBOX /private/comment"));
      client.no("GETMETADATA nothing /private/comment", "NONEXISTENT");
    }
  }

  @Test
  void depthAndSize() throws Exception {
    try (Client client = server.login()) {
      client.ok(
          "SETMETADATA INBOX (/private/a/b \"1\" /private/a/b/c \"22\" /private/a/b/c/d \"333\")");
      assertEquals(1, client.ok("GETMETADATA INBOX /private/a/b").size());
      assertTrue(
          client.ok("GETMETADATA (DEPTH 1) INBOX /private/a/b").getFirst().endsWith("c\" \"22\")"));
      String all = client.ok("GETMETADATA (DEPTH infinity) INBOX (/private/a/b)").getFirst();
      assertTrue(all.endsWith("d\" \"333\")"), all);
      String done = client.done("GETMETADATA (MAXSIZE 2 DEPTH infinity) INBOX /private/a/b");
      assertTrue(done.startsWith("OK [METADATA LONGENTRIES 3]"), done);
    }
  }

  // RFC 5464 4.3
  // RFC 5464 4.2: the METADATA response is required; 4.2.1, 4.2.2: what is too long is left out,
  // and so is what is not there below an entry.
  @Test
  void namedOnesThatAreNotThereAreNil() throws Exception {
    try (Client client = server.login()) {
      client.ok("SETMETADATA INBOX (/private/a \"1\" /private/long \"12345\")");
      assertEquals(
          List.of("* METADATA \"INBOX\" (\"/shared/none\" NIL \"/private/a\" \"1\")"),
          client.ok("GETMETADATA INBOX (/shared/None /private/a)"));
      List<String> lines =
          client.run("GETMETADATA (MAXSIZE 3) INBOX (/private/long /private/none)");
      assertEquals("* METADATA \"INBOX\" (\"/private/none\" NIL)", lines.getFirst());
      assertTrue(lines.getLast().startsWith("OK [METADATA LONGENTRIES 5]"), lines.toString());
      assertEquals(List.of(), client.ok("GETMETADATA (DEPTH 1) INBOX /private/none"));
      assertEquals(List.of(), client.ok("GETMETADATA INBOX /private"));
    }
  }

  @Test
  void theirLengthAndNumberAreLimited() throws Exception {
    try (Client client = server.login()) {
      String big = "{65537+}\r\n" + "x".repeat(65_537);
      client.no("SETMETADATA INBOX (/private/big " + big + ")", "METADATA MAXSIZE 65536");
      int count = 0;
      String last = "OK ";
      while (last.startsWith("OK ")) {
        last = client.run("SETMETADATA INBOX (/private/k" + count++ + " \"v\")").getLast();
        assertTrue(count <= 1_000, last);
      }
      assertTrue(last.startsWith("NO [METADATA TOOMANY] "), last);
      // Those that are there can be changed, or make room.
      client.ok("SETMETADATA INBOX (/private/k0 \"w\")");
      client.ok("SETMETADATA INBOX (/private/k0 NIL)");
      client.ok("SETMETADATA INBOX (/private/new \"v\")");
      client.no("SETMETADATA INBOX (/private/k0 \"v\")", "METADATA TOOMANY");
    }
  }

  // RFC 5464 4.3: when one can't be set, the others must not be.
  @Test
  void manyAreSetOrNone() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a");
      client.ok(
          "SETMETADATA a (/private/a \"1\" /private/b \"2\" /private/d \"3\" /shared/e \"4\")");
      String all = "GETMETADATA (DEPTH infinity) a (/private /shared)";
      List<String> before = client.ok(all);
      // More than there may be.
      StringBuilder many = new StringBuilder("/private/a \"x\" /private/b NIL /shared/c \"3\"");
      for (int i = 0; i < 97; i++) {
        many.append(" /private/k").append(i).append(" \"v\"");
      }
      client.no("SETMETADATA a (" + many + ")", "METADATA TOOMANY");
      assertEquals(before, client.ok(all));
      String big = "{65537+}\r\n" + "x".repeat(65_537);
      client.no("SETMETADATA a (/private/a NIL /private/c " + big + ")", "METADATA MAXSIZE 65536");
      client.no("SETMETADATA \"\" (/private/x \"x\" /shared/comment \"x\")", "NOPERM");
      assertEquals(before, client.ok(all));
      assertEquals(
          List.of("* METADATA \"\" (\"/private/x\" NIL)"),
          client.ok("GETMETADATA \"\" /private/x"));
      client.ok("SETMETADATA a (/private/a NIL /private/b \"4\" /shared/c \"5\")");
      assertEquals(
          List.of("* METADATA \"a\" (\"/private/a\" NIL \"/private/b\" \"4\" \"/shared/c\" \"5\")"),
          client.ok("GETMETADATA a (/private/a /private/b /shared/c)"));
    }
  }

  @Test
  void theyGoWithTheirMailbox() throws Exception {
    try (Client client = server.login()) {
      client.ok("CREATE a");
      client.ok("SETMETADATA a (/private/comment \"x\" /shared/comment {7+}\r\none\r\ntw)");
      assertEquals(
          List.of("* METADATA \"a\" (\"/shared/comment\" {7}\r\none\r\ntw)"),
          client.ok("GETMETADATA a /shared/comment"));
      client.ok("RENAME a b");
      assertEquals(
          List.of("* METADATA \"b\" (\"/private/comment\" \"x\")"),
          client.ok("GETMETADATA b /private/comment"));
      client.ok("DELETE b");
      client.no("GETMETADATA b /private/comment", "NONEXISTENT");
      client.ok("CREATE b");
      assertEquals(List.of(), client.ok("GETMETADATA (DEPTH infinity) b (/private /shared)"));
    }
  }

  // RFC 5464 3.2: any ASCII but controls, spaces, "*" and "%".
  @Test
  void namesOfEntries() throws Exception {
    try (Client client = server.login()) {
      StringBuilder all = new StringBuilder();
      for (char c = '!'; c <= '~'; c++) {
        String entry = "\"/private/x" + (c == '"' || c == '\\' ? "\\" + c : c) + "y\"";
        String set = "SETMETADATA INBOX (" + entry + " \"" + (int) c + "\")";
        if (c == '*' || c == '%') {
          client.bad(set).ok("NOOP");
        } else {
          client.ok(set);
          all.append(c == '/' || Character.isLetterOrDigit(c) ? "" : c);
          assertEquals(
              List.of("* METADATA \"INBOX\" (" + entry.toLowerCase() + " \"" + (int) c + "\")"),
              client.ok("GETMETADATA INBOX " + entry));
        }
      }
      String long1 = "/shared/vendor/some.body/" + all.toString().replaceAll("[\"\\\\]", "");
      client.ok("SETMETADATA INBOX (\"" + long1 + "\" \"x\")");
      client.ok("SETMETADATA \"\" (/private/vendor/some-body/folder-type \"y\")");
      assertEquals(
          List.of("* METADATA \"INBOX\" (\"" + long1 + "\" \"x\")"),
          client.ok("GETMETADATA (DEPTH infinity) INBOX /SHARED/Vendor"));
      assertEquals(
          List.of("* METADATA \"\" (\"/private/vendor/some-body/folder-type\" \"y\")"),
          client.ok("GETMETADATA (DEPTH infinity) \"\" /private"));
      for (String entry : List.of("zq", "zzqq2d", "zq-zq7a", "-zq2d", "z-q")) {
        client.ok("SETMETADATA INBOX (/private/" + entry + " \"x\")");
        assertEquals(
            List.of("* METADATA \"INBOX\" (\"/private/" + entry + "\" \"x\")"),
            client.ok("GETMETADATA INBOX /private/" + entry));
      }
      client.bad("SETMETADATA INBOX (/private/vendor \"x\")");
      client.bad("SETMETADATA INBOX (/shared/vendor/x \"x\")").ok("NOOP");
      client.bad("SETMETADATA \"\" (/private/vendor/x \"x\")");
      client.bad("SETMETADATA INBOX (/private//x \"x\")").ok("NOOP");
      client.bad("SETMETADATA INBOX (/private/x/ \"x\")");
      client.no("SETMETADATA INBOX (/private/vendor/postern/folders NIL)", "NOPERM");
      client.no("SETMETADATA INBOX (/private/vendor/postern/server/private/x NIL)", "NOPERM");
    }
  }

  @Test
  void annotationsOfTheServerAreTheAccountsOwn() throws Exception {
    try (Client client = server.login();
        Client bob = server.connect().login("bob")) {
      client.ok("SETMETADATA \"\" (/private/vendor/x/y \"z\")");
      assertEquals(
          List.of("* METADATA \"\" (\"/private/vendor/x/y\" \"z\")"),
          client.ok("GETMETADATA \"\" /private/vendor/x/y"));
      assertEquals(
          List.of("* METADATA \"\" (\"/private/vendor/x/y\" NIL)"),
          bob.ok("GETMETADATA \"\" /private/vendor/x/y"));
      client.no("SETMETADATA \"\" (/shared/comment \"x\")", "NOPERM");
      assertFalse(
          client
              .ok("GETMETADATA (DEPTH infinity) INBOX /private/vendor")
              .toString()
              .contains("postern"));
    }
  }

  @Test
  void specialUseIsAnAnnotation() throws Exception {
    try (Client client = server.login()) {
      assertEquals(
          List.of("* METADATA \"Sent\" (\"/private/specialuse\" \"\\\\Sent\")"),
          client.ok("GETMETADATA Sent /private/specialuse"));
      client.bad("GETMETADATA INBOX /foo/bar").bad("GETMETADATA INBOX /private/a*");
      client.bad("SETMETADATA INBOX (/private/a)").bad("GETMETADATA (FOO) INBOX /private/a");
    }
  }
}
