package org.postern.smtp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What looks like an end of mail data to some server is none here, and the message that has it is
 * refused as a whole: one message never becomes two.
 */
final class SmugglingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\n.\\n",
        "\\n.\\r\\n",
        "\\r\\n.\\n",
        "\\r.\\r",
        "\\r.\\r\\n",
        "\\r\\n.\\r",
        "\\n.\\r",
        "\\r.\\n",
        "\\r\\r\\n.\\r\\r\\n",
        "\\r\\n.\\r\\r\\n",
        "\\n\\n.\\r\\n",
        "\\n..\\r\\n",
        "\\r\\n.\\n\\r\\n",
        "\\r"
      })
  void isRefusedAtTheTrueEnd(String escaped) throws Exception {
    String end = escaped.replace("\\r", "\r").replace("\\n", "\n");
    for (String port : new String[] {"smtp", "lmtp"}) {
      for (boolean piecemeal : new boolean[] {false, true}) {
        try (Rig rig = new Rig();
            Client client = rig.greet(port)) {
          client.say("MAIL FROM:<x@remote.example>", "250");
          client.say("RCPT TO:<ann@example.test>", "250");
          client.say("DATA", "354");
          byte[] sent =
              ("Subject: outer\r\n\r\nhello"
                      + end
                      + "MAIL FROM:<boss@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n"
                      + "Subject: smuggled\r\n\r\n.\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1);
          if (piecemeal) {
            for (byte b : sent) {
              client.raw(new byte[] {b});
            }
          } else {
            client.raw(sent);
          }
          client.expect("554 5.6.0");
          // In step: the next reply is the next command's.
          client.say("QUIT", "221");
          client.expectClosed();
          assertEquals(0, rig.inbox("ann@example.test").size());
          assertEquals(0, rig.inbox("bob@example.test").size());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", " ", ".", "x"})
  void whatIsNoLineEndIsText(String octet) throws Exception {
    String message = "Subject: x\r\n\r\nhello\r\n" + octet + ".\r\nQUIT\r\n";
    try (Rig rig = new Rig();
        Client client = rig.greet("smtp")) {
      client.send("x@remote.example", "ann@example.test", message, "250");
      String stored = Rig.untraced(rig.inbox("ann@example.test").getFirst());
      assertEquals(octet.equals(".") ? message.replace("\r\n..", "\r\n.") : message, stored);
      client.say("QUIT", "221");
    }
  }
}
