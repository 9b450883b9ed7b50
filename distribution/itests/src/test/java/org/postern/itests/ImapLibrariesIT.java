package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Python's imaplib and libcurl, which many programs speak IMAP by, against the running server with
 * a license.
 */
final class ImapLibrariesIT {
  @TempDir Path folder;

  @Test
  void imaplib() throws Exception {
    Program.require("python3", "python3");
    ImapUser user = ImapUser.of("imaplib");
    user.deliver(1, 4);
    Path script =
        Files.writeString(
            folder.resolve("client.py"),
            """
            import imaplib, poplib, ssl, sys, time
            account, password, imap, imaps, pop = sys.argv[1:]
            context = ssl._create_unverified_context()
            def uidls():
                p = poplib.POP3('127.0.0.1', int(pop)); p.user(account); p.pass_(password)
                lines = [l.split()[1] for l in p.uidl()[1]]; p.quit(); return lines
            before = uidls()
            m = imaplib.IMAP4_SSL('127.0.0.1', int(imaps), ssl_context=context)
            m.authenticate('PLAIN', lambda _: ('\\0' + account + '\\0' + password).encode())
            other = imaplib.IMAP4('127.0.0.1', int(imap)); other.starttls(context)
            other.login(account, password)
            m.select('INBOX'); other.select('INBOX')
            # Flags that one sets are told to the other.
            m.store('2', '+FLAGS', '(\\\\Flagged $Label1)')
            other.noop()
            assert b'$Label1' in other.response('FETCH')[1][0], 'not told'
            assert m.search(None, 'KEYWORD', '$Label1')[1] == [b'2']
            assert m.uid('SEARCH', 'CHARSET', 'UTF-8', 'SUBJECT', '"number 3"')[1] == [b'3']
            assert m.sort('REVERSE SUBJECT', 'UTF-8', 'ALL')[1] == [b'4 3 2 1']
            assert m.thread('REFERENCES', 'UTF-8', 'ALL')[1] == [b'(1)(2)(3)(4)']
            # Parts of messages.
            typ, data = m.fetch('1:2', '(BODY.PEEK[HEADER.FIELDS (SUBJECT)] BODY.PEEK[TEXT]<0.3>)')
            assert data[0][1] == b'Subject: number 1\\r\\n\\r\\n' and data[1][1] == b'hel', data
            # Names that are not ASCII, literals, namespaces, special uses.
            assert m.create('"Entw&APw-rfe"')[0] == 'OK'
            assert b'\\\\Sent' in b''.join(m.list()[1])
            assert m.namespace()[0] == 'OK'
            stamp = imaplib.Time2Internaldate(time.time() - 86400)
            big = b'Subject: big\\r\\n\\r\\n' + b'x' * 70 + b'\\r\\n' + b'0123456789' * 7 + b'\\r\\n'
            big += (b'y' * 76 + b'\\r\\n') * 20000
            assert m.append('"Entw&APw-rfe"', '(\\\\Draft \\\\Seen)', stamp, big)[0] == 'OK'
            assert m.status('"Entw&APw-rfe"', '(MESSAGES UNSEEN SIZE)')[1][0].endswith(
                b'(MESSAGES 1 UNSEEN 0 SIZE %d)' % len(big))
            m.select('"Entw&APw-rfe"')
            assert m.fetch('1', '(BODY.PEEK[])')[1][0][1] == big
            assert m.getquotaroot('INBOX')[0] == 'OK' and m.getacl('INBOX')[0] == 'OK'
            assert m.myrights('INBOX')[0] == 'OK'
            assert m.unselect()[0] == 'OK'
            # Copy, move, expunge: seen by the other session and by POP3.
            m.select('INBOX')
            assert m.copy('1', 'Archive')[0] == 'OK'
            assert m.uid('MOVE', '4', 'Archive')[0] == 'OK'
            assert m.response('EXPUNGE')[1] == [b'4']
            m.store('1', '+FLAGS.SILENT', '\\\\Deleted')
            assert m.expunge()[1] == [b'1']
            other.noop()
            assert len(other.response('EXPUNGE')[1]) == 2, 'not expunged there'
            assert other.uid('SEARCH', 'ALL')[1] == [b'2 3']
            assert uidls() == before[1:3], (before, uidls())
            m.select('Archive', readonly=True)
            assert m.store('1', '+FLAGS', '\\\\Seen')[0] == 'NO'
            # What is deleted by POP3 is gone here.
            p = poplib.POP3('127.0.0.1', int(pop)); p.user(account); p.pass_(password)
            p.dele(1); p.quit()
            other.noop()
            assert other.response('EXPUNGE')[1] == [b'1']
            assert other.search(None, 'ALL')[1] == [b'1']
            try:
                m.select('No such'); m.fetch('1', '(FLAGS)'); sys.exit('selected')
            except imaplib.IMAP4.error:
                pass
            m.logout(); other.logout()
            """);
    Program.run(
            "",
            List.of(
                "python3",
                script.toString(),
                user.address(),
                Server.PASSWORD,
                user.port(143),
                user.port(993),
                user.port(110)))
        .expect(0);
  }

  @Test
  void curl() throws Exception {
    Program.require("curl", "curl");
    ImapUser user = ImapUser.of("curl");
    user.deliver(1, 3);
    List<String> uidls = user.uidls();
    String inbox = "imap://127.0.0.1:" + user.port(143) + "/INBOX";
    assertEquals("hel", curl(user, "--ssl-reqd", inbox + ";UID=1;SECTION=TEXT;PARTIAL=0.3"));
    assertEquals(
        "Subject: number 2\r\n\r\n",
        curl(user, inbox + ";UID=2;SECTION=HEADER.FIELDS%20(SUBJECT)"));
    user.expect("INBOX", 3, "SEEN", "1 2");
    assertEquals("* SEARCH 3\r\n", curl(user, inbox + "?UNSEEN%20SUBJECT%20number"));
    Path mail = Files.writeString(folder.resolve("mail.eml"), "Subject: up\r\n\r\nby curl\r\n");
    curl(user, "-T", mail.toString(), "imap://127.0.0.1:" + user.port(143) + "/Drafts");
    user.expect("Drafts", 1, "SEEN SUBJECT up BODY \"by curl\"", "1");
    curl(user, "-X", "STORE 2 +FLAGS (\\Deleted)", inbox);
    curl(user, "-X", "EXPUNGE", inbox);
    assertEquals(List.of(uidls.get(0), uidls.get(2)), user.uidls());
    curl(user, "-X", "UID MOVE 3 Trash", inbox);
    user.expect("Trash", 1, "SUBJECT \"number 3\"", "1");
    String tls = "imaps://127.0.0.1:" + user.port(993) + "/";
    assertTrue(curl(user, tls).contains("\\Trash) \"/\" \"Trash\""));
    assertTrue(
        curl(user, "--login-options", "AUTH=LOGIN", tls + "INBOX", "-X", "FETCH 1 (FLAGS)")
            .startsWith("* 1 FETCH (FLAGS ("));
    Program wrong =
        Program.run("", List.of("curl", "-sS", "-k", "-u", user.address() + ":no", tls));
    assertEquals(67, wrong.exit(), wrong.output());
  }

  private static String curl(ImapUser user, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "-k", "-u", user.address() + ":" + Server.PASSWORD));
    command.addAll(List.of(arguments));
    return Program.run("", command).expect(0).output();
  }
}
