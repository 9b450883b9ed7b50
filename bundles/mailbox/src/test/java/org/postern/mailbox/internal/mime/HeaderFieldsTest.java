package org.postern.mailbox.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.mailbox.mime.Address;
import org.postern.mailbox.mime.Envelope;
import org.postern.mailbox.mime.Parameter;
import org.postern.mailbox.mime.Part;

/** Fields of a header as ENVELOPE and BODYSTRUCTURE tell them (RFC 9051 7.5.2). */
class HeaderFieldsTest {

  private static MimeParser.Parsed parse(String message) {
    return MimeParser.parse(message.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Envelope envelope(String header) {
    return parse(header + "\r\n\r\n").envelope();
  }

  private static List<Address> to(String list) {
    return envelope("To: " + list).to();
  }

  @Test
  void anAddressOfEachForm() {
    assertThat(to("Ann <ann@a.example>"))
        .containsExactly(new Address("Ann", null, "ann", "a.example"));
    assertThat(to("\"B, \\\"C\\\"\" <b@b>"))
        .containsExactly(new Address("B, \"C\"", null, "b", "b"));
    assertThat(to("d@d (Dora)")).containsExactly(new Address("Dora", null, "d", "d"));
    assertThat(to("\"x y\"@z")).containsExactly(new Address(null, null, "x y", "z"));
    assertThat(to("<@r,@s:t@u>")).containsExactly(new Address(null, "@r,@s", "t", "u"));
    assertThat(to("e@[1.2.3.4]")).containsExactly(new Address(null, null, "e", "[1.2.3.4]"));
    assertThat(to("nobody")).containsExactly(new Address(null, null, "nobody", ""));
    assertThat(to("a@b <c@d>")).containsExactly(new Address("a@b", null, "c", "d"));
    assertThat(to("=?utf-8?q?=C3=BC?= <u@u>"))
        .containsExactly(new Address("=?utf-8?q?=C3=BC?=", null, "u", "u"));
    assertThat(to(", ,")).isEmpty();
  }

  @Test
  void aGroupHasABeginningAndAnEnd() {
    assertThat(to("team: a@b, C <c@d>; e@f"))
        .containsExactly(
            new Address(null, null, "team", null),
            new Address(null, null, "a", "b"),
            new Address("C", null, "c", "d"),
            new Address(null, null, null, null),
            new Address(null, null, "e", "f"));
    assertThat(to("undisclosed-recipients:;")).hasSize(2);
  }

  @Test
  void senderAndReplyToAreFromWhenAbsentOrEmpty() {
    Envelope envelope = envelope("From: a@b\r\nReply-To: \r\nSender: s@t");
    assertThat(envelope.replyTo()).isEqualTo(envelope.from());
    assertThat(envelope.sender()).containsExactly(new Address(null, null, "s", "t"));
    assertThat(envelope("Subject: x").from()).isEmpty();
    assertThat(envelope("X: y")).isEqualTo(Envelope.EMPTY);
  }

  @Test
  void foldedAndEightBitTextIsReadAsItIsMeant() {
    assertThat(envelope("SUBJECT : a\r\n  b\r\n\tc ").subject()).isEqualTo("a  b\tc");
    assertThat(envelope("Subject: \u00c3\u00bc").subject()).isEqualTo("ü");
    assertThat(envelope("Subject: \u00fc").subject()).isEqualTo("ü");
    assertThat(envelope("Subject: a\0b").subject()).isEqualTo("ab");
    assertThat(envelope("Subject:").subject()).isEmpty();
    assertThat(envelope("Subject: 1\r\nSubject: 2").subject()).isEqualTo("1");
  }

  private static Part part(String header) {
    return parse(header + "\r\n\r\n").structure().part();
  }

  @Test
  void continuedParametersArePutTogether() {
    Part part =
        part(
            "Content-Disposition: attachment; filename*1=b; filename*0*=utf-8''%C3%A4;"
                + " filename*2=\" c\"; size=3");
    // RFC 2231 9: the percent signs stay, and the asterisk says so.
    assertThat(part.disposition().parameters())
        .containsExactly(
            new Parameter("filename*", "utf-8''%C3%A4b%20c"), new Parameter("size", "3"));
    assertThat(part("Content-Type: a/b; name*0=x; name*1=y").parameters())
        .containsExactly(new Parameter("name", "xy"));
    assertThat(part("Content-Type: a/b; name=my file.pdf; n (c)=\"q;\\\"\"").parameters())
        .containsExactly(new Parameter("name", "my file.pdf"), new Parameter("n", "q;\""));
  }

  @Test
  void aTypeThatIsNoneIsPlainText() {
    for (String type : new String[] {"text", "/", "text/", "", ";x=y", "multipart/mixed"}) {
      Part part = part("Content-Type: " + type);
      assertThat(part.type()).as(type).isIn("text", "application");
    }
    assertThat(parse("Content-Type: multipart/mixed\r\n\r\nbody").structure().part().subtype())
        .isEqualTo("plain");
  }

  @Test
  void datesOfOldAndNewForms() {
    long day = 20_783L * 86_400_000; // 2026-11-26
    assertThat(SentDate.parse("Thu, 26 Nov 2026 23:30:00 -0500"))
        .contains(new SentDate(day + 28 * 3_600_000L + 1_800_000, day));
    assertThat(SentDate.parse("26 Nov 26 01:00 EST (x)"))
        .contains(new SentDate(day + 6 * 3_600_000, day));
    assertThat(SentDate.parse("Thu 26 Nov 2026 00:00:10 +0100"))
        .contains(new SentDate(day - 3_590_000, day));
    assertThat(SentDate.parse("Thu, 26 Nov 2026")).contains(new SentDate(day, day));
    for (String bad :
        new String[] {"", "x", "31 Feb 2020", "1 Foo 2020", "1 Jan", "9".repeat(300)}) {
      assertThat(SentDate.parse(bad)).as(bad).isEmpty();
    }
  }

  @Test
  void thePreviewIsWhatPeopleRead() {
    assertThat(parse("Subject: x\r\n\r\n  a\r\n\r\n b\t c").preview()).isEqualTo("a b c");
    assertThat(
            parse(
                    "Content-Type: text/html; charset=iso-8859-1\r\n"
                        + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                        + "<html><head><title>t</title></head><style>p {}</style>"
                        + "<!-- no --><p>gr=FC=\r\n=DFe &amp; <b>mehr</b></p>")
                .preview())
        .isEqualTo("grüße & mehr");
    assertThat(parse("Subject: x\r\n\r\n" + "y".repeat(500)).preview()).hasSize(Preview.MAX);
    // What is cut is cut where it is: two words don't become one.
    assertThat(parse("Subject: x\r\n\r\n" + "word ".repeat(100)).preview())
        .isEqualTo("word ".repeat(Preview.MAX / 5).strip());
    assertThat(
            parse(
                    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                        + "Content-Type: image/png\r\n\r\nxx\r\n--b\r\n\r\nsecond\r\n--b--\r\n")
                .preview())
        .isEqualTo("second");
    assertThat(parse("Content-Type: image/png\r\n\r\nxx").preview()).isEmpty();
  }
}
