package org.postern.imap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs that people have: Python's imaplib and curl, where they are installed. */
class ClientsTest {
  @RegisterExtension final TestServer server = new TestServer();

  private static String run(String... command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, command[0] + " is not installed");
      throw e;
    }
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), out);
    assertEquals(0, process.exitValue(), out);
    return out;
  }

  @Test
  void imaplib() throws Exception {
    server.withMessages(3);
    String script =
        """
        import imaplib, sys
        m = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
        m.authenticate('PLAIN', lambda _: b'\\0anna@example.test\\0secret')
        m.enable('UTF8=ACCEPT')
        print(m.select('INBOX'))
        typ, data = m.fetch('1:*', '(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')
        print(typ, len(data))
        print(m.append('INBOX', '(\\\\Seen)', imaplib.Time2Internaldate(0), b'Subject: x\\r\\n\\r\\nyo\\r\\n'))
        print(m.search(None, 'SEEN'))
        print(m.uid('SEARCH', 'SUBJECT', 'x'))
        print(m.create('New'), m.copy('1:2', 'New'), m.list(), m.status('New', '(MESSAGES)'))
        print(m.store('1', '+FLAGS', '\\\\Deleted'), m.expunge())
        print(m.namespace(), m.close(), m.logout())
        """;
    String out = run("python3", "-c", script, "" + server.net.port("imap"));
    assertTrue(out.contains("('OK', [b'3'])"), out);
    assertTrue(out.contains("OK 6"), out);
    assertTrue(out.contains("('OK', [b'4'])"), out);
    assertTrue(out.contains("(MESSAGES 2)"), out);
    assertTrue(out.contains("('BYE', [b'Goodbye'])"), out);
  }

  @Test
  void curl() throws Exception {
    server.withMessages(2);
    String url = "imap://127.0.0.1:" + server.net.port("imap") + "/";
    List<String> base = List.of("curl", "-sS", "-u", "anna@example.test:secret", url);
    assertTrue(run(base.toArray(String[]::new)).contains("\"INBOX\""));
    String[] fetch = base.toArray(String[]::new);
    fetch[4] = url + "INBOX;UID=2";
    assertEquals(TestServer.message(2), run(fetch));
    String[] tls = {
      "curl", "-sS", "--ssl-reqd", "-k", "-u", "anna@example.test:secret", url + "INBOX?ALL"
    };
    assertTrue(run(tls).contains("* SEARCH 1 2"));
  }
}
