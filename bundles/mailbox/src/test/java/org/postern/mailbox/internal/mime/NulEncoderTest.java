package org.postern.mailbox.internal.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.mailbox.Content;
import org.postern.mailbox.mime.BodyStructure;
import org.postern.mailbox.mime.Part;

/** Parts with NUL become base64, the rest stays, and what they decode to is the same. */
class NulEncoderTest {

  private record Octets(byte[] octets) implements Content {
    @Override
    public long size() {
      return octets.length;
    }

    /** In small pieces, as from a network. */
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(octets) {
        @Override
        public synchronized int read(byte[] into, int offset, int length) {
          return super.read(into, offset, Math.min(length, 1 + pos % 61));
        }
      };
    }
  }

  private static Optional<String> encode(String message) throws IOException {
    Optional<Content> encoded = NulEncoder.encode(new Octets(message.getBytes(ISO_8859_1)));
    if (encoded.isEmpty()) {
      return Optional.empty();
    }
    byte[] octets = all(encoded.get());
    assertThat((long) octets.length).isEqualTo(encoded.get().size());
    assertThat(all(encoded.get())).isEqualTo(octets);
    return Optional.of(new String(octets, ISO_8859_1));
  }

  private static byte[] all(Content content) throws IOException {
    try (InputStream in = content.open()) {
      return in.readAllBytes();
    }
  }

  @Test
  void aPartThatSaysNothingSaysItThen() throws IOException {
    assertThat(encode("A: b\r\n\r\n\0\0\r\n"))
        .hasValue(
            "A: b\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\nAAANCg==\r\n");
    assertThat(encode("\r\n\0"))
        .hasValue("MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\nAA==\r\n");
  }

  @Test
  void theFieldIsReplacedWhereItStands() throws IOException {
    assertThat(
            encode(
                "content-transfer-ENCODING :\r\n (what)\r\n\tbinary\r\nmime-version: 1.0\r\n"
                    + "Content-Type: application/x\r\n\r\na\0b"))
        .hasValue(
            "Content-Transfer-Encoding: base64\r\nmime-version: 1.0\r\n"
                + "Content-Type: application/x\r\n\r\nYQBi\r\n");
    assertThat(
            encode(
                "Content-Transfer-Encoding: 8bit\r\nX: y\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\n\0"))
        .hasValue("MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\nX: y\r\n\r\nAA==\r\n");
  }

  @Test
  void partsWithoutNulStayAsTheyAre() throws IOException {
    String before =
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
            + "Content-Transfer-Encoding: binary\r\n\r\npre\0amble\r\n"
            + "--b\r\nContent-Transfer-Encoding: binary\r\n\r\na\nb\r\n--b\r\n";
    String after =
        "\r\n--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\0=00\r\n--b--\r\nepi\0logue";
    assertThat(encode(before + "Content-Transfer-Encoding: binary\r\n\r\n\0\1\2" + after))
        .hasValue(before + "Content-Transfer-Encoding: base64\r\n\r\nAAEC" + after);
    assertThat(encode(before + "Content-Transfer-Encoding: binary\r\n\r\n\1\2" + after)).isEmpty();
  }

  @Test
  void messagesInMessagesHaveTheirOwnParts() throws IOException {
    String head =
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    assertThat(encode(head + "Subject: inner\r\n\r\n\0\r\n\r\n--b--\r\n"))
        .hasValue(
            head
                + "Subject: inner\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + "AA0K\r\n--b--\r\n");
  }

  @Test
  void whatCannotBeEncodedIsLeftAlone() throws IOException {
    for (String message :
        List.of(
            "",
            "A: b\0\r\n\r\nc",
            "A: b\0",
            "Content-Transfer-Encoding: x-own\r\n\r\n\0",
            "Content-Transfer-Encoding: base64\r\n\r\nAA\0==",
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n\0",
            "Content-Type: message/partial; id=x; number=1\r\n\r\n\0",
            "Content-Type: multipart/mixed\r\n\r\n\0",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n\0\r\n--b--\r\n",
            "X: " + "y".repeat(MimeParser.MAX_HEADERS) + "\r\n\r\n\0")) {
      assertThat(encode(message))
          .as(message.substring(0, Math.min(60, message.length())))
          .isEmpty();
    }
  }

  @Test
  void linesAreOf76() throws IOException {
    for (int octets : new int[] {1, 56, 57, 58, 7_296, 7_297, 300_000}) {
      byte[] body = new byte[octets];
      new Random(octets).nextBytes(body);
      body[octets / 2] = 0;
      String text = encode("A: b\r\n\r\n" + new String(body, ISO_8859_1)).orElseThrow();
      String encoded = text.substring(text.indexOf("\r\n\r\n") + 4);
      assertThat(encoded)
          .isEqualTo(
              Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encodeToString(body) + "\r\n");
    }
  }

  private static final String[] PIECES = {
    "\0",
    "\0\0",
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\n\n",
    "--a\r\n",
    "\r\n--a\r\n",
    "\r\n--b\r\n\r\n",
    "\r\n--b--\r\n",
    "\r\n--a--",
    "Content-Type: multipart/mixed; boundary=a\r\n",
    "Content-Type: multipart/digest; boundary=b\r\n\r\n",
    "Content-Type: multipart/mixed\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: message/delivery-status\r\n\r\n",
    "Content-Type: text/html\r\n",
    "Content-Transfer-Encoding: binary\r\n",
    "Content-Transfer-Encoding:\r\n\t8bit\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "content-transfer-encoding : bin\0ary\r\n",
    "Content-Transfer-Encoding",
    ": x\r\n",
    " folded\r\n",
    "MIME-Version: 1.0\r\n",
    "Subject: x\r\n",
    "text",
    "é"
  };

  @Test
  void anyMessageKeepsItsPartsAndWhatTheyDecodeTo() throws IOException {
    int encoded = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      String before = text.toString();
      Optional<String> after = encode(before);
      encoded += after.isPresent() ? 1 : 0;
      check("seed " + seed, before, after.orElse(before));
    }
    assertThat(encoded).isGreaterThan(500);
  }

  private static void check(String name, String before, String after) throws IOException {
    byte[] was = before.getBytes(ISO_8859_1);
    byte[] is = after.getBytes(ISO_8859_1);
    List<Part> old = leaves(Invariants.check(name, was).structure(), new ArrayList<>());
    List<Part> now = leaves(Invariants.check(name, is).structure(), new ArrayList<>());
    assertThat(now).as(name).hasSameSizeAs(old);
    long nulsWas = nuls(was, 0, was.length);
    long nulsIs = nuls(is, 0, is.length);
    for (int i = 0; i < old.size(); i++) {
      Part o = old.get(i);
      Part n = now.get(i);
      assertThat(n.type() + n.subtype()).as(name).isEqualTo(o.type() + o.subtype());
      byte[] body = body(was, o);
      if (Arrays.equals(body, body(is, n)) && n.encoding().equals(o.encoding())) {
        boolean identity = o.encoding().matches("(?i)7bit|8bit|binary");
        boolean composite =
            new String(was, (int) o.headerAt(), (int) o.headerLength(), ISO_8859_1)
                .matches("(?is).*content-type: (multipart|message).*");
        if (identity && !composite) {
          assertThat(nuls(body, 0, body.length)).as(name).isZero();
        }
      } else {
        assertThat(n.encoding()).as(name).isEqualTo("base64");
        assertThat(Base64.getMimeDecoder().decode(body(is, n))).as(name).isEqualTo(body);
        assertThat(nuls(body, 0, body.length)).as(name).isPositive();
        nulsWas -= nuls(body, 0, body.length);
        nulsWas -= nuls(was, (int) o.headerAt(), (int) o.headerLength());
        nulsIs -= nuls(is, (int) n.headerAt(), (int) n.headerLength());
      }
    }
    assertThat(nulsIs).as(name).isEqualTo(nulsWas);
  }

  private static List<Part> leaves(BodyStructure structure, List<Part> found) {
    switch (structure) {
      case BodyStructure.Multipart multipart ->
          multipart.parts().forEach(part -> leaves(part, found));
      case BodyStructure.Message message -> leaves(message.body(), found);
      case BodyStructure.Text text -> found.add(text.part());
      case BodyStructure.Basic basic -> found.add(basic.part());
    }
    return found;
  }

  private static byte[] body(byte[] message, Part part) {
    int from = (int) part.bodyAt();
    return Arrays.copyOfRange(message, from, from + (int) part.bodyLength());
  }

  private static long nuls(byte[] octets, int from, int length) {
    long count = 0;
    for (int i = from; i < from + length; i++) {
      count += octets[i] == 0 ? 1 : 0;
    }
    return count;
  }
}
