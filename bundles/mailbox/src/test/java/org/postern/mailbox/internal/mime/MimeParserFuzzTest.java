package org.postern.mailbox.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.mailbox.mime.BodyStructure;

/** Whatever comes, a structure that can be shown comes out, with bounded depth and parts. */
class MimeParserFuzzTest {
  private static final String[] PIECES = {
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    "\0",
    "--",
    "--a",
    "--a--",
    "--b",
    "--b--",
    "--c  ",
    "é",
    "ÿ",
    "Content-Type: multipart/mixed; boundary=a\r\n",
    "Content-Type: multipart/mixed; boundary=\r\n",
    "Content-Type: multipart/digest; boundary=\"b\"\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: multipart/alternative;\r\n boundary=c\r\n",
    "Content-Type: text/html\r\n",
    "Content-Type: text\r\n",
    "Content-Type: ;;;=\"\r\n",
    "Content-Type\r\n",
    ":\r\n",
    "x: y\r\n",
    "Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A9; filename*2=\"x",
    "Content-Transfer-Encoding: base64\r\n",
    "From: \"a\\\" <a@b>, (c (d)) x: y@z;, <@r,@s:t@u>\r\n",
    "To: <",
    "Date: Thu, 26 Nov 2026 10:00:00 -0500\r\n",
    "Date: 32 Foo\r\n",
    "\r\n\r\n",
    "<style>",
    "<!--",
    "</p>&amp;",
    "=C3=A9=\r\n",
    "SGVsbG8=",
    "Subject: =?utf-8?q?x?=\r\n y\r\n",
    "Content-Language: de, , en\r\n",
    "Content-ID: <x@y>\r\n",
    "text"
  };

  private static byte[] message(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(120);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
      if (random.nextInt(50) == 0) {
        text.append("y".repeat(random.nextInt(3_000)));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void anyPiecesGiveAStructure() throws IOException {
    for (int seed = 0; seed < 5_000; seed++) {
      Invariants.check("seed " + seed, message(new Random(seed)));
    }
  }

  @Test
  void anyOctetsGiveAStructure() throws IOException {
    for (int seed = 0; seed < 500; seed++) {
      byte[] octets = new byte[seed * 8];
      new Random(seed).nextBytes(octets);
      Invariants.check("octets " + seed, octets);
    }
  }

  @Test
  void realMailWithDamageGivesAStructure() throws Exception {
    Random random = new Random(7);
    for (byte[] mail : MailCorpus.messages().values()) {
      byte[] damaged = mail.clone();
      for (int i = 0; i < 1 + damaged.length / 200 && damaged.length > 0; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) "\r\n-: \0=\";".charAt(random.nextInt(9));
      }
      Invariants.check("damaged", damaged);
    }
  }

  @Test
  void nestingIsBounded() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n--b");
      text.append(i).append("\r\n");
    }
    BodyStructure s = Invariants.check("deep", bytes(text)).structure();
    int depth = 0;
    while (s instanceof BodyStructure.Multipart multipart) {
      s = multipart.parts().getFirst();
      depth++;
    }
    assertThat(depth).isEqualTo(MimeParser.MAX_DEPTH);
  }

  @Test
  void messagesInMessagesAreBounded() throws IOException {
    byte[] deep = bytes("Content-Type: message/rfc822\r\n\r\n".repeat(10_000));
    BodyStructure s = Invariants.check("messages", deep).structure();
    int depth = 0;
    while (s instanceof BodyStructure.Message message) {
      s = message.body();
      depth++;
    }
    assertThat(depth).isEqualTo(MimeParser.MAX_DEPTH);
  }

  @Test
  void partsAreBounded() {
    byte[] many =
        bytes(
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
                + "--a\r\n\r\nx\r\n".repeat(50_000));
    BodyStructure s = MimeParser.parse(many).structure();
    assertThat(((BodyStructure.Multipart) s).parts()).hasSize(MimeParser.MAX_PARTS - 1);
  }

  @Test
  void headersAreBounded() throws IOException {
    byte[] large = bytes("To: " + "a@b, ".repeat(1_000_000) + "\r\n\r\nx");
    MimeParser.Parsed parsed = Invariants.check("large header", large);
    assertThat(PackedFacts.pack(parsed).length).isLessThan(MimeParser.MAX_HEADERS);
    assertThat(parsed.structure().part().headerLength()).isEqualTo(large.length - 1);
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
