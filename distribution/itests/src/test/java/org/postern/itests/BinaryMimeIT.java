package org.postern.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A message with NUL that comes by SMTP (RFC 3030): POP3 and IMAP's BODY tell it in base64, BINARY
 * as it was.
 */
final class BinaryMimeIT {

  @Test
  void nulGoesAsItCameInBinaryAlone() throws Exception {
    ImapUser user = ImapUser.of("binarymime");
    String header = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: ";
    byte[] message = (header + "binary\r\n\r\n\0\1bin").getBytes(StandardCharsets.ISO_8859_1);
    try (Wire smtp = Wire.smtp(user.server())) {
      smtp.smtp("MAIL FROM:<a@remote.example> BODY=BINARYMIME", "250");
      smtp.smtp("RCPT TO:<" + user.address() + ">", "250");
      smtp.line("BDAT " + message.length + " LAST");
      smtp.send(message);
      Wire.expect(smtp.reply(), "250");
    }
    String stored;
    try (Wire pop = Wire.pop3(user.server(), user.address())) {
      pop.pop("RETR 1", "+OK");
      stored = new String(pop.multiline(), StandardCharsets.ISO_8859_1);
    }
    assertTrue(stored.endsWith(header + "base64\r\n\r\nAAFiaW4=\r\n"), stored);
    assertEquals(
        List.of("* 1 FETCH (RFC822.SIZE " + stored.length() + ")", "t OK FETCH completed"),
        user.see("INBOX", "FETCH 1 RFC822.SIZE"));
    assertEquals(
        List.of("* 1 FETCH (BODY[1] {10}", "AAFiaW4=", ")", "t OK FETCH completed"),
        user.see("INBOX", "FETCH 1 BODY.PEEK[1]"));
    assertEquals(
        List.of("* 1 FETCH (BINARY[1] ~{5}", "\0\1bin)", "t OK FETCH completed"),
        user.see("INBOX", "FETCH 1 BINARY.PEEK[1]"));
  }
}
